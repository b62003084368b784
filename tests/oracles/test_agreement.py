"""Agreement beside packages that answer the same questions: krippendorff, scikit-learn, statsmodels, pingouin.

They are in a dependency group of their own (``pip install --group oracles``); without them these tests are skipped.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocgscore.consistency.alpha import METRICS, alpha
from ocgscore.consistency.coefficients.cohen import cross_table, pairwise_kappa, weighted_kappa
from ocgscore.consistency.coefficients.fleiss import fleiss_kappa
from ocgscore.consistency.coefficients.intraclass import intraclass
from ocgscore.consistency.counts import rating_counts
from ocgscore.consistency.mantel import mantel
from ocgscore.consistency.pairwise import pairwise
from ocgscore.consistency.ratings import Ratings, Scale

PANEL = np.random.default_rng(5).integers(0, 5, (40, 1)) + np.random.default_rng(6).integers(-1, 2, (40, 4))
PANEL = np.clip(PANEL, 0, 4)


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic"])
def test_cohen_s_kappa_is_scikit_learn_s(weights):
    metrics = pytest.importorskip("sklearn.metrics")
    kind = None if weights == "unweighted" else weights
    theirs = metrics.cohen_kappa_score(PANEL[:, 0], PANEL[:, 1], weights=kind, labels=range(5))
    assert pairwise_kappa(PANEL[:, 0], PANEL[:, 1], 5, weights).value == pytest.approx(theirs)


@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic"])
def test_cohen_s_kappa_has_statsmodels_standard_error(weights):
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    table = cross_table(PANEL[:, 0], PANEL[:, 1], 5)
    theirs = rater.cohens_kappa(table, wt=None if weights == "unweighted" else weights)
    found = weighted_kappa(table, weights)
    assert (found.value, found.standard_error) == (pytest.approx(theirs.kappa), pytest.approx(theirs.std_kappa))


def test_fleiss_kappa_is_statsmodels():
    rater = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = rating_counts(PANEL, 5)
    assert fleiss_kappa(counts).value == pytest.approx(rater.fleiss_kappa(counts))


@pytest.mark.filterwarnings("ignore::Warning")  # pingouin's own, of pandas
def test_intraclass_correlations_and_their_intervals_are_pingouin_s():
    pingouin, pandas = pytest.importorskip("pingouin"), pytest.importorskip("pandas")
    units, scorers = np.indices(PANEL.shape)
    data = pandas.DataFrame({"unit": units.ravel(), "scorer": scorers.ravel(), "score": PANEL.ravel().astype(float)})
    theirs = pingouin.intraclass_corr(data, targets="unit", raters="scorer", ratings="score")
    names = ["ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)"]
    forms = intraclass(PANEL).forms
    interval = next(name for name in theirs.columns if name.startswith("CI95"))
    for name, value, ends in zip(names, theirs["ICC"], theirs[interval], strict=True):
        assert forms[name].value == pytest.approx(value), name
        assert [forms[name].low, forms[name].high] == pytest.approx(list(ends), abs=0.0051), name


@given(arrays(np.int64, st.tuples(st.integers(2, 12), st.integers(2, 6)), elements=st.integers(-1, 4)))
def test_alpha_is_krippendorff_s_with_every_metric(table):
    krippendorff = pytest.importorskip("krippendorff")
    data = np.where(table < 0, np.nan, table).T.astype(float)
    for metric in METRICS:
        found = alpha(rating_counts(table, 5), metric)
        if found.defined:
            theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=metric, value_domain=list(range(5)))
            assert found.value == pytest.approx(theirs, abs=1e-9)


def test_the_mean_kappa_of_a_pair_is_scikit_learn_s_criterion_by_criterion():
    metrics = pytest.importorskip("sklearn.metrics")
    levels = np.random.default_rng(9).integers(0, 4, (30, 2, 3))
    scales = [Scale(name, name, tuple("0123")) for name in "abc"]
    units, scorers = [f"u{at:02}" for at in range(30) for _ in range(2)], ["East", "North"] * 30
    found = pairwise(Ratings.of(units, scorers, levels.reshape(-1, 3), scales))
    theirs = [metrics.cohen_kappa_score(*levels[:, :, at].T, weights="quadratic", labels=range(4)) for at in range(3)]
    assert found.kappa[0, 1] == pytest.approx(np.mean(theirs))


def test_on_two_levels_it_is_the_mantel_haenszel_test_of_statsmodels():
    contingency = pytest.importorskip("statsmodels.stats.contingency_tables")
    counts = np.random.default_rng(3).integers(1, 30, (6, 2, 2))
    theirs = contingency.StratifiedTable([table.astype(float) for table in counts]).test_null_odds(correction=False)
    ours = mantel(counts)
    assert ours.chi_square == pytest.approx(theirs.statistic)
    assert ours.p == pytest.approx(theirs.pvalue)

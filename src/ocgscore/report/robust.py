"""A robustness analysis as a table: the sheet's own columns, then how each group fares when numbers are varied."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import attrs
import numpy as np

from ocgscore.assessments import Assessments
from ocgscore.ranking import Ranking, rank
from ocgscore.report.results import own_columns, provenance, provenance_text
from ocgscore.robustness import Acceptability, Trial, acceptability, trials
from ocgscore.robustness.engine import Progress
from ocgscore.robustness.places import Floats
from ocgscore.scoring import UNDEFINED, rounded, score
from ocgscore.table import Cell, Column, OutputSet, Table, format_of, table_bytes

DIGITS: Final = 4
ALL_PLACES: Final = 100  # up to so many groups a file has a column for every place, else for the first K


@attrs.frozen(eq=False)
class RobustnessRun:
    """A batch ranked, and its ranking tried under other numbers.

    Parameters
    ----------
    found : Acceptability
    ranking : Ranking
        The stated one.
    trials : tuple of Trial
        The ranking under milder and harder tests.
    marking : str
    notices : tuple of str
    """

    found: Acceptability
    ranking: Ranking
    trials: tuple[Trial, ...]
    marking: str
    notices: tuple[str, ...]

    @classmethod
    def of(  # noqa: PLR0913 - each is one part of the question
        cls,
        assessments: Assessments,
        *,
        by: str | None = None,
        top: int | None = None,
        weights: str | float | Fraction = "any",
        values: str = "any",
        unknowns: str = "uniform",
        draws: int = 10_000,
        seed: int = 1,
        marking: str = "",
        progress: Progress | None = None,
    ) -> RobustnessRun:
        """Score and rank a batch and try the ranking; parameters as in `acceptability`, and a marking."""
        found = acceptability(
            score(assessments), by, top=top, weights=weights, values=values, unknowns=unknowns,
            draws=draws, seed=seed, progress=progress,
        )  # fmt: skip
        ranking = rank(found.scores, found.request.by)
        return cls(found, ranking, trials(found), marking or assessments.table.marking, assessments.notices)

    def table(self) -> Table:
        """Return the table that is written to files."""
        return attrs.evolve(robustness_table(self.found, self.ranking), marking=self.marking)

    def provenance(self) -> dict[str, object]:
        """Return what is needed to make the same result again, and what it says of the batch as a whole."""
        return robustness_provenance(self.found, self.ranking) | {
            f"pairs_kept, {trial.name}": UNDEFINED if trial.tau is None else _digits(trial.tau.kept)
            for trial in self.trials
        }

    def chunks(self, format_: str) -> Iterator[bytes]:
        """Yield the table as the bytes of a file of a format."""
        yield from table_bytes(self.table(), format_, self.provenance())

    def write(self, out: str, inputs: Sequence[str | os.PathLike[str]]) -> None:
        """Write the table: whole or not at all, and over no input."""
        with OutputSet(inputs=inputs) as outputs:
            outputs.write(out, self.chunks(format_of(out)))


def robustness_table(found: Acceptability, ranking: Ranking) -> Table:
    """Return the sheet's own columns and, behind them, what the draws show of each group.

    Parameters
    ----------
    found : Acceptability
        With places counted.
    ranking : Ranking
        The stated one, by the same measure.

    Returns
    -------
    Table
        Behind the sheet's columns: ``rank_best``, ``rank_worst`` (stated); ``top`` (K), ``p_top``, ``p_first``;
        ``expected_rank`` and its standard error ``expected_rank_error``; ``p_top_error``; ``p_band_`` and the label for
        each band; ``acceptability_1`` and so on, a column for each of the first K places (for each place where there
        are at most 100 groups); ``confidence_factor`` and ``central_`` and the criterion for each drawn weight,
        ``undefined`` for a group that was never first; ``provenance``. Shares from 0 to 1, to four digits.

    Examples
    --------
    >>> from ocgscore import assess, rank, score
    >>> scores = score(assess([{"group": "A", "corruption": "high"}], "sleipnir-2000"))
    >>> robustness_table(acceptability(scores, draws=10), rank(scores)).headings[:7]
    ['group', 'corruption', 'rank_best', 'rank_worst', 'top', 'p_top', 'p_top_error']
    """
    rows = len(found)
    added = [
        Column.from_cells("rank_best", ranking.best.tolist()),
        Column.from_cells("rank_worst", ranking.worst.tolist()),
        Column.from_cells("top", [found.request.top] * rows),
        _shares("p_top", found.p_top),
        _shares("p_top_error", np.array([found.error(share) for share in found.p_top.tolist()])),
        _shares("p_first", found.p_first),
        *_expected(found),
        *_bands(found),
        *_places(found),
        *_first_weights(found),
        Column.from_cells("provenance", [_provenance_text(found, ranking)] * rows),
    ]
    names = {column.heading for column in added}
    own = own_columns(found.scores)
    replaced = [at for at, heading in enumerate(own.headings) if heading in names]
    return own.without_columns(replaced).with_columns(added)


def robustness_provenance(found: Acceptability, ranking: Ranking) -> dict[str, object]:
    """Return a result's provenance: matrix, input and library; what was varied; and what the batch as a whole shows."""
    request, tau = found.request, found.tau
    group = found.scores.assessments.group.row_text
    return provenance(found.scores, ranking) | {
        "weights": request.uncertainty.weights_text(),
        "values": request.uncertainty.values_text(),
        "unknowns": request.uncertainty.unknowns_text(),
        "top": request.top,
        "draws": found.draws,
        "seed": request.seed,
        "standard_error_at_most": _digits(found.largest_error),
        "pairs_kept": UNDEFINED if tau is None else _digits(tau.kept),
        "kendall_tau": UNDEFINED if tau is None else _digits(tau.mean),
        "kendall_tau_95_percent_above": UNDEFINED if tau is None else _digits(tau.low),
        "kendall_tau_at_most": UNDEFINED if tau is None else _digits(tau.most),
        "turned_round_most_often": "; ".join(
            f"{group(pair.below)} above {group(pair.above)} {_digits(pair.share)}" for pair in found.turned
        ),
    }


def _provenance_text(found: Acceptability, ranking: Ranking) -> str:
    request = found.request
    weights = f"{float(request.uncertainty.weights):g}" if isinstance(request.uncertainty.weights, Fraction) else None
    varied = f"weights={weights or request.uncertainty.weights} values={request.uncertainty.values}"
    drawn = f"unknowns={request.uncertainty.unknowns} draws={found.draws} seed={request.seed}"
    return f"{provenance_text(found.scores, ranking)} {varied} {drawn}"


def _digits(share: float) -> Decimal:
    return rounded(Fraction(share), DIGITS)


def _shares(heading: str, shares: Floats) -> Column:
    return Column.from_cells(heading, [_digits(share) for share in shares.tolist()])


def _expected(found: Acceptability) -> Iterator[Column]:
    if found.expected_rank is not None and found.rank_error is not None:
        yield _shares("expected_rank", found.expected_rank)
        yield _shares("expected_rank_error", found.rank_error)


def _bands(found: Acceptability) -> Iterator[Column]:
    bands = found.scores[found.request.by].measure.bands
    for band, shares in zip(bands, found.p_bands.T, strict=True):
        yield _shares(f"p_band_{band.label}", shares)


def _places(found: Acceptability) -> Iterator[Column]:
    if found.places is None:
        return
    for place in range(len(found) if len(found) <= ALL_PLACES else found.request.top):
        yield _shares(f"acceptability_{place + 1}", found.places.place(place) / found.draws)


def _first_weights(found: Acceptability) -> Iterator[Column]:
    if not found.blocks:
        return
    yield Column.from_cells("confidence_factor", [_defined(found.confidence.get(row)) for row in range(len(found))])
    criteria = found.scores.assessments.matrix.criteria
    for criterion in sorted(c for block in found.blocks for c in block.criteria):
        cells = [_defined(found.central.get(row, {}).get(criterion)) for row in range(len(found))]
        yield Column.from_cells(f"central_{criteria[criterion].id}", cells)


def _defined(share: float | None) -> Cell:
    return UNDEFINED if share is None else _digits(share)

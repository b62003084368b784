"""Public Hypothesis strategies and laws: for our own tests, and for a force's own matrix.

Needs the ``testing`` extra (Hypothesis). Nothing else in the library imports this package.
"""

from ocgscore.testing.laws import (
    assert_consistent,
    assert_same_scores,
    check_bands_at_cuts,
    check_completions_within_bounds,
    check_kernel_against_fractions,
    check_order_and_batch_do_not_matter,
    check_raising_never_lowers,
    check_same_after_reading_back,
    from_levels,
)
from ocgscore.testing.networks import maps, synthetic_map
from ocgscore.testing.reference import (
    reference_band,
    reference_scores,
    reference_scores_of,
)
from ocgscore.testing.reviews import SyntheticReview, reviews, synthetic_review
from ocgscore.testing.strategies import (
    assessments,
    complete_levels,
    matrices,
    rows,
)

__all__ = [
    "SyntheticReview",
    "assert_consistent",
    "assert_same_scores",
    "assessments",
    "check_bands_at_cuts",
    "check_completions_within_bounds",
    "check_kernel_against_fractions",
    "check_order_and_batch_do_not_matter",
    "check_raising_never_lowers",
    "check_same_after_reading_back",
    "complete_levels",
    "from_levels",
    "maps",
    "matrices",
    "reference_band",
    "reference_scores",
    "reference_scores_of",
    "reviews",
    "rows",
    "synthetic_map",
    "synthetic_review",
]

"""The use of the scale, by every scorer and by all together."""

from __future__ import annotations

import attrs

from ocgscore.consistency.ratings import Ratings
from ocgscore.consistency.scale_use.levels import LevelUse, level_counts, level_use
from ocgscore.consistency.scale_use.profiles import ProfileUse, profile_use, profile_uses


@attrs.frozen
class ScaleUse:
    """Use of the scale by every scorer.

    Parameters
    ----------
    levels : tuple of LevelUse
        By criterion, then by scorer.
    levels_of_all : tuple of LevelUse
        All scorers together, one for each criterion.
    profiles : tuple of ProfileUse
        One for each scorer.
    profiles_of_all : ProfileUse
        All scorers together; `identical` is the sum of the scorers'.
    """

    levels: tuple[LevelUse, ...]
    levels_of_all: tuple[LevelUse, ...]
    profiles: tuple[ProfileUse, ...]
    profiles_of_all: ProfileUse


def scale_use(ratings: Ratings) -> ScaleUse:
    """Describe how each scorer uses the scale of each criterion.

    Parameters
    ----------
    ratings : Ratings

    Returns
    -------
    ScaleUse
        Levels count wherever they are known; profiles and halo only in scorings that are complete. Halo is undefined
        under 10 of these, or where fewer than two criteria vary.

    Notes
    -----
    Central tendency and halo are those of rating research: Saal, F. E., Downey, R. G. & Lahey, M. A. (1980), Rating the
    ratings, Psychol. Bull. 88, 413-428.

    Examples
    --------
    >>> from ocgscore.consistency import Scale
    >>> scales = [Scale("harm", "Harm", ("low", "medium", "high"))]
    >>> use = scale_use(Ratings.of("ABCD", ["North", "North", "South", "South"], [[0], [2], [1], [1]], scales))
    >>> [(level.scorer, level.counts, level.never_used, level.spread.text()) for level in use.levels]
    [('North', (1, 0, 1), ('medium',), '1.73'), ('South', (0, 2, 0), ('low', 'high'), '0.00')]
    >>> use.profiles[1].identical, use.profiles[1].halo.reason
    (2, '2 complete scorings: at least 10 are needed')
    """
    counts = [level_counts(ratings, at) for at in range(len(ratings.scales))]
    of_all = [level_use(scale, "", table.sum(0), None) for scale, table in zip(ratings.scales, counts, strict=True)]
    levels = tuple(
        level_use(scale, scorer, row, everyone)
        for scale, table, everyone in zip(ratings.scales, counts, of_all, strict=True)
        for scorer, row in zip(ratings.scorers, table, strict=True)
    )
    profiles = tuple(profile_uses(ratings))
    identical = sum(profile.identical for profile in profiles)
    everyone = profile_use("", len(ratings), ratings.levels[ratings.known.all(1)], identical)
    return ScaleUse(levels, tuple(of_all), profiles, everyone)

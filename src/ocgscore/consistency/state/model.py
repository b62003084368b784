"""What the state of the data is made of."""

from __future__ import annotations

import attrs


@attrs.frozen
class Ages:
    """How old scores are, in days before the date of reference.

    Parameters
    ----------
    dated, undated : int
        Scores with a date, and without.
    future : int
        Scores dated after the date of reference; they count among the dated, but have no age.
    median : float or None
        None, as are `oldest` and `newest`, where no score has an age.
    oldest, newest : int or None
    histogram : tuple of int
        Scores whose age is from each of `DataState.edges` up to, but not including, the next; the last counts all from
        the last edge on.
    """

    dated: int
    undated: int
    future: int
    median: float | None
    oldest: int | None
    newest: int | None
    histogram: tuple[int, ...]


@attrs.frozen
class Versions:
    """Which version of the matrix scores were recorded against.

    Parameters
    ----------
    own, other, blank : int
        Scores recorded against the version of the matrix at hand, against another, and without a version.
    others : tuple of (str, int)
        The other versions as recorded, with their numbers of scores, in order.
    """

    own: int
    other: int
    blank: int
    others: tuple[tuple[str, int], ...]


@attrs.frozen
class Alike:
    """Groups given one and the same profile: all their ids up to 5, in order, and how many there are."""

    groups: tuple[str, ...]
    count: int


@attrs.frozen
class Identical:
    """Complete profiles of levels that one scorer gave to several groups.

    Parameters
    ----------
    complete : int
        Scores of which every level is known.
    profiles : int
        Profiles given to more than one group.
    scores : int
        Scores with such a profile.
    examples : tuple of Alike
        Up to 5, those of most groups first.
    """

    complete: int
    profiles: int
    scores: int
    examples: tuple[Alike, ...]


@attrs.frozen
class ScorerState:
    """The state of one scorer's scores.

    Parameters
    ----------
    scorer : str
    n : int
        Scores: assessments of a group.
    ages : Ages
    missing : tuple of int
        For each criterion, scores of which the level is not known exactly.
    missing_shares : tuple of (float or None)
        Of n; None where n is 0.
    versions : Versions
    identical : Identical
    """

    scorer: str
    n: int
    ages: Ages
    missing: tuple[int, ...]
    missing_shares: tuple[float | None, ...]
    versions: Versions
    identical: Identical


@attrs.frozen
class DataState:
    """The state of a batch of assessments.

    Parameters
    ----------
    as_of : str or None
        The date of reference, ``"2026-03-31"``; None where none was given and no assessment has a date.
    edges : tuple of int
        Where the parts of the histograms of ages begin, in days.
    criteria : tuple of str
        Ids, in the order of `missing`.
    scorers : tuple of ScorerState
    everyone : ScorerState
        All assessments, those without a scorer included; its name is empty, and its identical profiles are those
        of each scorer added up.
    without_scorer : int
        Assessments that no scorer is named for.
    groups_once, groups_more : int
        Groups assessed once, and more than once, by whomever.
    """

    as_of: str | None
    edges: tuple[int, ...]
    criteria: tuple[str, ...]
    scorers: tuple[ScorerState, ...]
    everyone: ScorerState
    without_scorer: int
    groups_once: int
    groups_more: int

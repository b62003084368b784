"""The appendix on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import paragraph, table
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency.pairwise import Pairwise
    from ocgscore.consistency.ratings import Ratings
    from ocgscore.consistency.study.appendix import Appendix
    from ocgscore.consistency.variance.dstudy import Precision

SCORERS_SHOWN: Final = 12
SIZES: Final = (1, 2, 3, 5, 10)


def appendix_lines(ratings: Ratings, found: Appendix) -> Iterator[str]:
    """Yield variance components with the D-study, pairs, Kendall's W and Gwet's AC2."""
    yield from _variance(found)
    yield ""
    if found.pairwise is None:
        yield from paragraph("Pairs of scorers: left out, there being too many scorers for a table of pairs.")
    else:
        yield from _pairs(found.pairwise)
    yield ""
    one = found.concordance
    if one is not None:
        if one.w.value is None:
            yield from paragraph(f"Kendall's W of the totals: undefined; {one.w.reason}.")
        else:
            yield from paragraph(
                f"Kendall's W of the totals, over {counted(one.units, 'unit')} that all scored: {one.w.text()}. It "
                "asks whether they rank alike, whatever their severity."
            )
    rows = [
        [scale.title, ac.text(), ac.interval_text(), str(ac.units)]
        for scale, ac in zip(ratings.scales, found.gwet, strict=True)
    ]
    yield from table(["criterion", "Gwet's AC2", "95 % interval", "units"], rows)
    yield from paragraph(
        "AC2 (quadratic weights) is high wherever most ratings are alike, whether or not scorers tell units apart; "
        "that is why it is not the headline."
    )


def _variance(found: Appendix) -> Iterator[str]:
    of = found.variance
    if not of.defined:
        yield from paragraph(f"Variance components: undefined; {of.reason}.")
        return
    yield from paragraph(
        f"Where the variation of levels comes from, over {counted(of.units, 'unit')} scored by two or more of "
        f"{counted(len(found.scorers), 'scorer')}:"
    )
    rows = [[one.name, one.variance.text(3), one.variance.interval_text(3), _share(one.share)] for one in of.components]
    yield from table(["component", "variance", "95 % interval", "share"], rows)
    if of.caution:
        yield from paragraph(f"{of.caution[0].upper()}{of.caution[1:].rstrip('.')}.")
    precisions = [one for one in found.dstudy.precisions if one.scorers in SIZES]
    if precisions:
        yield ""
        yield from paragraph("Were each unit scored by so many scorers, their mean would be as dependable as this:")
        lines = [_precision(one) for one in precisions]
        yield from table(["scorers", "order (E rho²)", "level (Phi)", "standard error, level steps"], lines)


def _precision(one: Precision) -> list[str]:
    shares = ("undefined" if share is None else plain(share) for share in (one.relative, one.absolute))
    return [str(one.scorers), *shares, plain(one.absolute_error)]


def _share(share: float | None) -> str:
    return "undefined" if share is None else f"{plain(100 * share, 0)} %"


def _pairs(pairs: Pairwise) -> Iterator[str]:
    names = pairs.scorers[:SCORERS_SHOWN]
    yield from paragraph(
        "Mean difference in level steps, the row's scorer less the column's (blank: no unit in common):"
    )
    rows = [
        [
            f"{at + 1} {name}",
            *(plain(float(pairs.difference[at, to])) if pairs.common[at, to] else "" for to in range(len(names))),
        ]
        for at, name in enumerate(names)
    ]
    yield from table(["scorer", *(str(at + 1) for at in range(len(names)))], rows)
    if len(pairs.scorers) > SCORERS_SHOWN:
        yield from paragraph(
            f"... and {len(pairs.scorers) - SCORERS_SHOWN} more scorers: --format json lists all pairs."
        )

"""Two methods over the same groups, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ocgscore.cli.layout import listed, paragraph, table
from ocgscore.cli.terminal import filled, terminal_width
from ocgscore.consistency.estimate import plain
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.consistency.methods import MethodComparison
    from ocgscore.consistency.methods.agreement import Agreement

SHOWN: Final = 20


def method_lines(found: MethodComparison, marking: str) -> Iterator[str]:
    """Yield how two methods agree on the groups they share, and what stands out."""
    width = terminal_width()
    if marking:
        yield marking.center(width).rstrip()
    yield from filled(f"{found.first} beside {found.second}", width)
    yield ""
    pairs = counted(len(found.pairs), "matched pair")
    yield from paragraph(
        f"{counted(len(found.groups), 'group')} with an exact total under both; {pairs} of assessments "
        f"({found.matching})."
    )
    yield from _left_out(found)
    yield ""
    rows = [
        _row("all, by group means", found.by_means),
        _row("all, by pairs", found.by_pairs),
        *(_row(f"{level.label}, by group means", level.by_means) for level in found.levels),
    ]
    yield from table(["what", "Spearman", "95 % interval", "Kendall's tau-b", "groups"], rows)
    reasons: dict[str, list[str]] = {}
    for what, one in (("All", found.by_means), *((level.label, level.by_means) for level in found.levels)):
        if not one.spearman.defined:
            reasons.setdefault(one.spearman.reason, []).append(what)
    for reason, bands in reasons.items():
        yield from paragraph(f"{listed(bands)}: undefined; {reason}.")
    yield from paragraph(
        "1: both put the groups in the same order; 0: the orders have nothing to do with each other. Methods that ask "
        "different things should agree in part; what stands out below is worth reading again."
    )
    yield ""
    yield from _outlying(found)
    if marking:
        yield marking.center(width).rstrip()


def _row(what: str, one: Agreement) -> list[str]:
    return [what, one.spearman.text(), one.spearman.interval_text(), one.tau.text(), str(one.spearman.units)]


def _left_out(found: MethodComparison) -> Iterator[str]:
    for name, only, open_ in (
        (found.first, found.only_first, found.not_exact[0]),
        (found.second, found.only_second, found.not_exact[1]),
    ):
        if only:
            yield from paragraph(f"Under {name} alone ({len(only)}): {listed(only)}.")
        if open_:
            yield from paragraph(
                f"{counted(open_, 'assessment')} under {name} left out: unknown levels leave the total open."
            )


def _outlying(found: MethodComparison) -> Iterator[str]:
    yield from paragraph(f"Groups that the two see differently ({found.rule_groups}):")
    rows = [
        [one.group, _percent(one.first), _percent(one.second), _percent(one.expected), plain(one.distance, 1)]
        for one in found.outlying_groups[:SHOWN]
    ]
    yield from (
        table(["group", "first", "second", "second expected", "distance"], rows) if rows else paragraph("none", "    ")
    )
    yield from paragraph(f"Assessments far from the others of their group ({found.rule_assessments}):")
    lines = [
        [one.group, name, _percent(one.share), _percent(one.others), plain(one.distance, 1), one.place]
        for name, those in zip(("first", "second"), found.outlying, strict=True)
        for one in those[:SHOWN]
    ]
    yield from (
        table(["group", "method", "share", "others", "distance", "row"], lines) if lines else paragraph("none", "    ")
    )
    if rows or lines:
        yield from paragraph("Shares are of the measure's range, from its least total to its greatest.")


def _percent(share: float) -> str:
    return f"{plain(100 * share, 0)} %"

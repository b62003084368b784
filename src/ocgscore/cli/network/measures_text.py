"""Measures as they read on a terminal: the first by rank, what an analyst needs of each, and how they were found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ocgscore.cli.terminal import GAP, aligned, display_width, filled, terminal_width
from ocgscore.network.groups.joining import group_ids, listed
from ocgscore.network.groups.proposals import Proposal, Proposals
from ocgscore.network.measures import Measured, PeopleTable
from ocgscore.network.measures.table import ranked_by
from ocgscore.network.paths.values import WITHIN_95
from ocgscore.report.network.mapped import map_provenance_text
from ocgscore.report.network.measured import MeasuresRun, rows_in_order
from ocgscore.report.network.overlap import Names
from ocgscore.words import counted

if TYPE_CHECKING:
    from ocgscore.network.ties import Floats
    from ocgscore.table import Table

OF_PEOPLE: Final = ("betweenness", "degree", "constraint", "effective_size", "strength", "core", "ei_index")
OF_GROUPS: Final = ("betweenness", "size", "linked_groups", "shared_members", "density", "tensions", "cohesion")
BESIDE: Final = ("betweenness", "linked_groups", "size", "shared_members", "density", "tensions")
SHORT_TITLES: Final = {
    "effective_size": "eff. size",
    "linked_groups": "linked",
    "shared_members": "shared",
    "degree": "contacts",
    "size": "members",
    "ei_index": "E–I",
}
LONGEST: Final = 30  # columns for a name; what is longer is cut
FEWEST: Final = 2  # measures shown, whatever has to be cut; none of them where draws say more
LARGE: Final = 100  # values that need fewer decimals
SMALL: Final = 0.01  # and that need more
INDENT: Final = "    "
DASH: Final = "–"
RANKED_BY: Final = re.compile(r" by (\w+)")
AGAINST: Final = ("differs", "not recorded", "narrows", "agrees", "")


def lines(run: MeasuresRun, results: Sequence[str]) -> Iterator[str]:
    """Yield some results of a run: marking, each result, and where it comes from."""
    width, marking = terminal_width(), run.marking or run.network.marking
    if marking:
        yield marking.center(width).rstrip()
    for number, result in enumerate(results):
        if number:
            yield ""
        if result == "proposals" and run.proposals is not None:
            yield from _proposal_lines(run, run.proposals, width)
        else:
            yield from _measure_lines(run, width)
    yield from filled(f"Map {map_provenance_text(run.network)}.", width)
    if marking:
        yield marking.center(width).rstrip()


def _measure_lines(run: MeasuresRun, width: int) -> Iterator[str]:
    found, joined = run.found, run.joined
    people = isinstance(found, PeopleTable)
    what = counted(len(found), "person", "people") if people else counted(len(found), "group")
    links = counted(found.ties.size, "one-way link" if found.ties.directed else "link")
    size = f"{run.network.name or 'map'}: {what}, {links}"
    if joined is None:
        yield from filled(f"{size}, ranked by {_title(run)}, highest first", width)
        order = rows_in_order(found, run.by, run.drawn)[: run.shown]
        columns = {**_heads(run, order), **_drawn_columns(run, order)}
    else:
        yield from filled(f"{size}, beside {counted(len(joined.table), 'scored row')}", width)
        beside = Beside(joined.table)
        rows = beside.order[: run.shown]
        order = [run.place.get(beside.groups[row], -1) for row in rows]
        columns = {**beside.columns(rows), **_drawn_columns(run, order)}
    yield ""
    shown = _fitting(
        columns,
        {name: _texts(found[name], order) for name in _shown(run)},
        width,
        least=FEWEST if run.drawn is None else 0,
    )
    columns |= {_heading(name): texts for name, texts in shown.items()}
    table, _ = aligned(list(columns), list(zip(*columns.values(), strict=True)), width)
    yield from table
    yield ""
    for note in _notes(run, order, list(shown)):
        yield from filled(note, width)


def _fitting(
    heads: dict[str, list[str]], shown: dict[str, list[str]], width: int, *, least: int
) -> dict[str, list[str]]:
    """Return the measures there is room for without cutting the names, and the first few in any case."""

    def wide(heading: str, texts: Sequence[str]) -> int:
        return min(max(map(display_width, (heading, *texts))), LONGEST) + len(GAP)

    spare = width + len(GAP) - sum(wide(heading, texts) for heading, texts in heads.items())
    fitting: dict[str, list[str]] = {}
    for name, texts in shown.items():
        spare -= wide(_heading(name), texts)
        if spare >= 0 or len(fitting) < least:
            fitting[name] = texts
    return fitting


def _shown(run: MeasuresRun) -> list[str]:
    """Return the measures to show: the one that ranks first, then the handful an analyst needs."""
    handful = OF_PEOPLE if isinstance(run.found, PeopleTable) else OF_GROUPS if run.joined is None else BESIDE
    first = [] if run.drawn is not None else [run.by]
    return list(dict.fromkeys([*first, *(name for name in handful if name != run.by or not run.drawn)]))


def _title(run: MeasuresRun) -> str:
    title = run.found[run.by].measure.title
    title = title if title[0] == "E" and not title[1].islower() else title[0].lower() + title[1:]
    return title if run.drawn is None else f"mean {title} over {run.drawn.draws:,} draws"


def _heading(name: str) -> str:
    return SHORT_TITLES.get(name, name.replace("_", " "))


def _heads(run: MeasuresRun, order: Sequence[int]) -> dict[str, list[str]]:
    found, names = run.found, Names.of(run.network)
    ranked = (
        found.ranked(run.by) if run.drawn is None else ranked_by(run.drawn[run.by].mean, run.drawn[run.by].defined > 0)
    )
    ranks = [ranked.text(at) for at in order]
    if not isinstance(found, PeopleTable):
        return {"rank": ranks, "group": [names.group(found.nodes[at]) for at in order]}
    heads = {"rank": ranks, "person": [names.person(found.nodes[at]) for at in order]}
    if found.belonging is not None:
        groups = found.groups
        heads["groups"] = [", ".join(map(str, groups[at])) or DASH for at in order]
    return heads


def _drawn_columns(run: MeasuresRun, order: Sequence[int]) -> dict[str, list[str]]:
    """Return the measure that ranks over draws: its mean, interval and ranks, and how often it is among the top."""
    if run.drawn is None:
        return {}
    column = run.drawn[run.by]
    digits = _digits([float(value) for value in column.mean])

    def said(say: Callable[[int], str]) -> list[str]:
        return [say(at) if at >= 0 and column.defined[at] > 0 else DASH for at in order]

    def number(values: Floats, at: int) -> str:
        return f"{float(values[at]):.{digits}f}"

    return {
        "mean": said(lambda at: number(column.mean, at)),
        "95 %": said(lambda at: _span(number(column.low, at), number(column.high, at))),
        "ranks": said(lambda at: _span(str(int(column.rank_best[at])), str(int(column.rank_worst[at])))),
        f"top {run.drawn.top}": said(lambda at: f"{100 * float(column.in_top[at]):.0f} %"),
    }


def _texts(column: Measured, order: Sequence[int]) -> list[str]:
    """Return values as they are shown, with the half width of the 95 % interval where they were sampled."""
    values = [column.at(at) if at >= 0 else None for at in order]
    halves = [WITHIN_95 * float(column.error[at]) for at in order]
    digits = _digits([value for value in values if value is not None])
    return [
        DASH if value is None else f"{value:.{digits}f} ±{half:.{digits}f}" if half else f"{value:.{digits}f}"
        for value, half in zip(values, halves, strict=True)
    ]


def _digits(values: Sequence[float]) -> int:
    """Return how many decimals tell the values of a column apart: none for whole ones, fewer for large ones."""
    most = max(map(abs, values), default=0.0)
    if all(value.is_integer() for value in values):
        return 0
    return 1 if most >= LARGE else 3 if most >= SMALL else 6


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}" if low.startswith("-") else f"{low}–{high}"


def _notes(run: MeasuresRun, order: Sequence[int], kept: Sequence[str]) -> Iterator[str]:
    found = run.found
    rows = len(found) if run.joined is None else len(run.joined.table)
    if not rows:
        yield "The map names nobody." if isinstance(found, PeopleTable) else "The map names no groups."
    else:
        every = f"all are, with {len(found.columns)} measures, in --out and --format csv."
        yield f"{min(rows, run.shown)} of {rows:,} shown; {every}"
    for name in dict.fromkeys([run.by, *kept]):
        measure = found[name].measure
        asked = "" if _heading(name) == name else f" (--by {name})"
        yield f"{_heading(name)}{asked}: {measure.says}."
    yield from _reasons(run, order, kept)
    yield from _engine_notes(run, kept)
    if run.drawn is not None:
        yield (
            f"Over {run.drawn.draws:,} draws (seed {run.drawn.seed}), each link there with its own chance: the mean, "
            "the middle 95 % of draws, the ranks in them, and how often the value is among the top "
            f"{run.drawn.top}, equals sharing its places."
        )
        if run.drawn.grades:
            yield f"What grades are worth: {run.drawn.grades}."


def _reasons(run: MeasuresRun, order: Sequence[int], kept: Sequence[str]) -> Iterator[str]:
    """Yield why there is a dash where there is one."""
    lacking: dict[str, list[str]] = {}
    for name in kept:
        reasons = run.found[name].reasons
        for reason in dict.fromkeys(reasons[at] for at in order if at >= 0 and reasons[at]):
            lacking.setdefault(reason, []).append(_heading(name))
    said = [f"{why} ({', '.join(names)})" for why, names in lacking.items()]
    said += ["the group is not on the map"] if any(at < 0 for at in order) else []
    if said:
        yield f"{DASH} is for what has no value: {'; '.join(said)}."


def _engine_notes(run: MeasuresRun, kept: Sequence[str]) -> Iterator[str]:
    found = run.found
    worked: dict[str, list[str]] = {}
    for name in dict.fromkeys([run.by, *kept]):
        column = found[name]
        how = f"{column.engine}, {'exactly' if column.exact else 'with 95 % intervals (±)'}"
        worked.setdefault(how, []).append(_heading(name))
    by_engine = "; ".join(f"{', '.join(names)} by {how}" for how, names in worked.items())
    yield f"Worked out: {by_engine}."
    if isinstance(found, PeopleTable):
        cost = "Distances are in steps." if found.hops else "Distances: a link costs 1 / strength (--hops: 1 each)."
        yield cost + (" Directions are kept." if found.ties.directed else " Directions are ignored.")


class Beside:
    """A scored table as it is shown beside the map: the group, its rank, its score and band."""

    def __init__(self, table: Table) -> None:
        self._columns = {column.heading: column for column in table.columns}
        self.groups = group_ids(table)
        ranks = self._column("rank_best")
        keys = [int(text) if text.isdigit() else len(table) + 1 for text in ranks] if ranks else [0] * len(table)
        self.order = sorted(range(len(table)), key=keys.__getitem__)

    def columns(self, rows: Sequence[int]) -> dict[str, list[str]]:
        """Return what is shown of some rows."""
        found = {"group": self.groups}
        best, worst, by = self._column("rank_best"), self._column("rank_worst"), self._measure()
        if best and worst:
            found["rank"] = [_span(*both) for both in zip(best, worst, strict=True)]
        for heading, name in ((by, by), ("band", f"{by}_band")):
            low, high = self._column(f"{name}_low"), self._column(f"{name}_high")
            if low and high:
                found[heading] = [_span(*both) for both in zip(low, high, strict=True)]
        return {heading: [column[row] for row in rows] for heading, column in found.items()}

    def _column(self, heading: str) -> list[str]:
        column = self._columns.get(heading)
        if column is None:
            return []
        texts = column.texts()
        return [texts[code] for code in column.codes.tolist()]

    def _measure(self) -> str:
        """Return the measure the table is ranked by, as its provenance says, or the first that it has."""
        said = RANKED_BY.search(" ".join(self._column("provenance")[:1]))
        scored = [name.removesuffix("_low") for name in self._columns if name.endswith("_low")]
        return said[1] if said and said[1] in scored else scored[0] if scored else ""


def _proposal_lines(run: MeasuresRun, proposals: Proposals, width: int) -> Iterator[str]:
    matrix, names = proposals.matrix, Names.of(run.network)
    yield from filled(f"Levels of {matrix.name} that the map would support, by rules of your own", width)
    rows = sorted(proposals.rows, key=lambda row: AGAINST.index(row.against))
    for row in rows[: run.shown]:
        yield ""
        yield from filled(_proposed(row, names), width, subsequent_indent=INDENT)
        yield from filled(row.evidence, width, initial_indent=INDENT, subsequent_indent=INDENT)
    yield ""
    if len(rows) > run.shown:
        yield from filled(f"{run.shown} of {len(rows):,} shown; all are in --format csv.", width)
    counts = Counter(row.against or "nothing proposed" for row in rows)
    yield from filled("; ".join(f"{kind}: {count}" for kind, count in counts.items()) + ".", width)
    if proposals.unmapped:
        yield from filled(f"Not on the map, so nothing is proposed: {listed(proposals.unmapped)}.", width)
    yield from filled(proposals.note, width)


def _proposed(row: Proposal, names: Names) -> str:
    title = row.criterion.title if row.criterion else ""
    level = "no level" if row.level is None else f"{row.level.code} ({row.level.label})"
    recorded = f"recorded {row.recorded}" if row.recorded else "nothing is recorded"
    against = f": {row.against}" if row.level and row.recorded else ""
    return f"{names.group(row.group)}, {title}: {level}; {recorded}{against}"

"""Who connects the groups: the picture of the map, key players, shared members, and where map and scores part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from ocgscore.consistency.estimate import plain
from ocgscore.errors import RequestError
from ocgscore.network.groups.duplicates import likely_duplicates
from ocgscore.network.groups.joining import listed
from ocgscore.network.groups.overlap import overlap
from ocgscore.network.keyplayers import KeyPlayers
from ocgscore.network.model import OcgMap
from ocgscore.report.meeting.blocks import Block, Facts, Heading, Listing, Page, Picture, Points, Section, Words
from ocgscore.report.meeting.material import Mapped, Material
from ocgscore.report.meeting.sections.groups.paged import linker
from ocgscore.report.meeting.sections.unmet import hardly_any
from ocgscore.report.network.keyplayers import NOTHING, Standing
from ocgscore.report.network.overlap import Names
from ocgscore.report.picture import inset
from ocgscore.review.records import folded
from ocgscore.scoring import rounded
from ocgscore.words import counted

KEY: Final = "map-picture"  # before every id of the picture: the page has others
ID: Final = re.compile(r' id="| aria-labelledby="title desc"|"url\(#')  # a quotation mark in a text is escaped
HEAVIEST: Final = 1_500_000  # bytes of the picture
MOST_MARKS: Final = 3_500  # people and links, which come to about as much; more are not even tried
CAPTIONS: Final[Mapping[str, str]] = {
    "person": "People, groups and links on the map; key players are numbered. For a larger one: ocgscore network draw.",
    "group": "Groups on the map and what joins them. ocgscore network draw makes a larger picture, with people.",
}
PAIRS_SHOWN: Final = 10
PEOPLE_SHOWN: Final = 8
BESIDE_SHOWN: Final = 25
NAMED: Final = 12
NOTICES_SHOWN: Final = 10
UNDEFINED_FIRST: Final = -2.0  # where a measure without a value sorts: below all values
BESIDE: Final[Mapping[str, tuple[str, int]]] = {
    "size": ("members", 0),
    "ties_outside": ("links to people outside", 0),
    "cross_group_degree": ("groups reached by a link", 0),
    "sharing_groups": ("groups sharing a member", 0),
    "betweenness_share": ("share of pairs of groups it lies between", 2),
}


def network_section(material: Material) -> Section | None:
    """Return the section on the network; None where no map was given.

    Parameters
    ----------
    material : Material

    Returns
    -------
    Section or None
    """
    mapped = material.mapped
    if mapped is None:
        return None
    network = mapped.network
    people, links = counted(len(network.people), "person", "people"), counted(mapped.measures.ties.size, "link")
    lead = f"The map has {people}, {links} and {counted(len(network.groups), 'group')}. {_chosen_text(mapped)}"
    blocks = (
        *_strange(material), _picture(material, mapped), *_key_players(mapped), *_shared(network),
        Page("network-groups", "The map and the scores", (*_apart(material, network), *_beside(material, mapped))),
        *_notices(network),
    )  # fmt: skip
    return Section("network", "Who connects the groups", lead, blocks)


def off_map(material: Material) -> int:
    """Return how many groups of the meeting are not on the map; 0 where no map was given.

    Parameters
    ----------
    material : Material

    Returns
    -------
    int
        From 0 to the number of groups scored.

    Examples
    --------
    >>> from ocgscore import assess
    >>> from ocgscore.network.model import Group, OcgMap
    >>> from ocgscore.report.meeting.gather import gather
    >>> batch = assess([{"group": name, "corruption": "low"} for name in ("A", "B", "C")], "sleipnir-2000")
    >>> off_map(gather(batch, draws=10, network=OcgMap((), (Group("B"), Group("X")))))
    2
    """
    if material.mapped is None:
        return 0
    on_map = {folded(group.id) for group in material.mapped.network.groups}
    return sum(folded(material.group(row)) not in on_map for row in range(len(material.scores)))


def _strange(material: Material) -> Iterator[Block]:
    """Yield, where no group of the meeting is on the map, that it may be another's: before anything is read from it."""
    groups = len(material.scores)
    if groups and off_map(material) == groups:
        said = hardly_any(0, groups, "the map")
        yield Words(f"{said}: is it the right one, and do both use the same ids?", strong=True)


def _chosen_text(mapped: Mapped) -> str:
    found = mapped.key_players
    if found is None:
        return "It has too few people for key players."
    names = Names.of(mapped.network)
    count = counted(len(found.chosen), "person", "people")
    return f"The {count} who together hold it together most: {listed([names.person(one) for one in found.chosen])}."


def _picture(material: Material, mapped: Mapped) -> Block:
    """Return the picture: of people where they fit, else of groups; in words why, where there is none."""
    chosen = () if mapped.key_players is None else tuple(map(str, mapped.key_players.chosen))
    network = mapped.network
    if network.marking == material.marking:  # head and foot of the page say it
        network = attrs.evolve(network, marking="")
    marks = len(network.people) + mapped.measures.ties.size
    levels = ("group",) if marks > MOST_MARKS and network.groups else (None, "group")
    try:
        for level in levels:
            drawn = inset(network, key_players=chosen, level=level)
            svg = _told_apart(drawn.svg)
            if len(svg.encode()) <= HEAVIEST:
                return Picture(svg, " ".join([CAPTIONS[drawn.level], *drawn.notes]))
    except RequestError as error:
        return Words(f"There is no picture of the map. {'; '.join(map(str, error.problems))}.")
    return Words("There is no picture of the map: it would be too large for this page. ocgscore network draw makes it.")


def _told_apart(svg: str) -> str:
    """Return an SVG for a page: without its XML declaration, and with ids that no other part of the page has."""
    inside = svg[svg.index("<svg") :].strip()
    return ID.sub(lambda found: _ID_OF[found.group()], inside)


_ID_OF: Final = {
    ' id="': f' id="{KEY}-',
    ' aria-labelledby="title desc"': f' aria-labelledby="{KEY}-title {KEY}-desc"',
    '"url(#': f'"url(#{KEY}-',
}


def _key_players(mapped: Mapped) -> Iterator[Block]:
    found = mapped.key_players
    if found is None:
        return
    known, names = Standing.of(mapped.network), Names.of(mapped.network)
    ties = found.asked.ties
    rows = tuple(
        (
            str(number),
            names.person(person),
            known.get(person, NOTHING).groups or "none",
            f"{int(ties.degree[ties.place[person]]):,}",
        )
        for number, person in enumerate(found.chosen, 1)
    )
    headings = (
        Heading("number", "number"),
        Heading("person", first=True),
        Heading("groups"),
        Heading("links", "number"),
    )
    caption = f"The {counted(len(found.chosen), 'person', 'people')} whose leaving out parts most pairs of people"
    yield Page(
        "network-key-players",
        "Key players",
        (Words(_effect(found)), Listing("network-people", caption, headings, rows, note=" ".join(found.notes))),
    )


def _effect(found: KeyPlayers) -> str:
    before, after = (f"{rounded(100 * share, 1)} %" for share in (found.before, found.after))
    return (
        f"Of the pairs of people on the map, {before} are joined by no path of links; with these people left out, "
        f"{after} of the pairs that remain are joined by none. {_certainty(found)} This is arithmetic on the map, and "
        "says nothing of what would follow if any of them were arrested. Links that nobody recorded are not in it."
    )


def _certainty(found: KeyPlayers) -> str:
    if found.tied is None:
        return "No better set was found; one that was not looked at may be better."
    if found.tied == 1:
        return "All sets of so many people were looked at, and no other does as much."
    return f"All sets of so many people were looked at: {found.tied:,} do as much, of which the first by id is shown."


def _shared(network: OcgMap) -> Iterator[Block]:
    """Yield the groups that share members, and those that may be one group."""
    names, pairs, twins = Names.of(network), overlap(network), likely_duplicates(network)
    heads = (Heading("group", first=True), Heading("other group"))
    rows = tuple(
        (
            names.group(pair.group), names.group(pair.other), f"{pair.count:,}", "{:,} and {:,}".format(*pair.sizes),
            listed([names.person(one) for one in pair.people], PEOPLE_SHOWN),
        )
        for pair in (pairs[at] for at in range(min(PAIRS_SHOWN, len(pairs))))
    )  # fmt: skip
    alike = tuple(
        (
            names.group(one.group),
            names.group(one.other),
            one.rule,
            f"{one.same_people:,}",
            "{:,} and {:,}".format(*one.sizes),
        )
        for one in twins[:PAIRS_SHOWN]
    )
    blocks: list[Block] = []
    if rows:
        headings = (*heads, Heading("shared members", "number"), Heading("members of each"), Heading("who"))
        note = _more(len(pairs), len(rows))
        blocks.append(Listing("network-shared", "Groups that share members", headings, rows, note=note))
    if alike:
        headings = (*heads, Heading("why"), Heading("the same people", "number"), Heading("people in each"))
        note = f"No verdict: somebody must look. {_more(len(twins), len(alike))}".strip()
        blocks.append(Listing("network-duplicates", "Groups that may be one, mapped twice", headings, alike, note=note))
    yield Page("network-pairs", "Groups in common", tuple(blocks) or (Words("No two groups share a member."),))


def _more(all_: int, shown: int) -> str:
    return f"{counted(all_ - shown, 'pair')} more: ocgscore network overlap lists all." if all_ > shown else ""


def _apart(material: Material, network: OcgMap) -> Iterator[Block]:
    """Yield where the map and the scores do not meet."""
    scored = {folded(material.group(row)): material.group(row) for row in range(len(material.scores))}
    on_map = {folded(group.id): group.id for group in network.groups}
    said = (
        ("Scored, and not on the map", sorted(scored[id_] for id_ in scored.keys() - on_map.keys())),
        ("On the map, and not scored", sorted(on_map[id_] for id_ in on_map.keys() - scored.keys())),
    )
    yield Facts(
        (
            ("Scored, and on the map", counted(len(scored.keys() & on_map.keys()), "group")),
            *((what, f"{len(ids):,}: {listed(ids, NAMED)}" if ids else "none") for what, ids in said),
        )
    )


def _beside(material: Material, mapped: Mapped) -> Iterator[Listing]:
    """Yield what the map says of groups beside their scores, the highest ranked first."""
    at = {str(group): place for place, group in enumerate(mapped.measures.nodes)}
    order = [row for row in material.ranking.order().tolist() if material.group(row) in at]
    if not order:
        return
    columns = [(mapped.measures[name], digits) for name, (_, digits) in BESIDE.items()]
    scores, ranking, linked = material.measure, material.ranking, linker(material)
    rows, orders = [], []
    for row in order[:BESIDE_SHOWN]:
        values = [column.at(at[material.group(row)]) for column, _ in columns]
        said = (_number(value, digits) for value, (_, digits) in zip(values, columns, strict=True))
        rows.append((ranking.text(row), linked(row), scores.score_text(row), *said))
        sorts = (UNDEFINED_FIRST if value is None else value for value in values)
        orders.append((float(ranking.best[row]), 0.0, float(scores.low[row]), *sorts))
    title = material.measure.measure.title
    headings = [Heading("rank", "number"), Heading("group", first=True), Heading(title, "number")]
    headings += [Heading(said, "number") for said, _ in BESIDE.values()]
    note = "Side by side, and never added: a place on the map is no part of the score."
    if len(order) > BESIDE_SHOWN:
        note += f" {counted(len(order) - BESIDE_SHOWN, 'group')} more: ocgscore network measures lists all."
    caption = "Groups on the map, with their scores"
    yield Listing("network-beside", caption, tuple(headings), tuple(rows), tuple(orders), note)


def _number(value: float | None, digits: int) -> str:
    return "undefined" if value is None else plain(value, digits)


def _notices(network: OcgMap) -> Iterator[Block]:
    notices = network.notices
    if notices:
        more = len(notices) - NOTICES_SHOWN
        said = (*notices[:NOTICES_SHOWN], *([f"and {more:,} more"] if more > 0 else []))
        yield Page("network-notices", "What the map's owner should know", (Points(said),))

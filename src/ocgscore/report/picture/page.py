"""One page with the picture and its tables: everything in the file, readable without a script and on paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

from ocgscore.network.model import STANDINGS
from ocgscore.report.picture.facts import Facts
from ocgscore.report.picture.page_script import SCRIPT
from ocgscore.report.picture.sheet import Words
from ocgscore.report.picture.text import clean, safe

STYLE: Final = """
body{font:15px/1.45 Arial,Helvetica,'Liberation Sans',sans-serif;margin:0 auto;padding:0 1rem;
max-width:110rem;color:#111;background:#fff}
.marking{text-align:center;font-weight:bold;padding:.4rem}
.picture{border:1px solid #999;overflow:hidden}
.picture svg{display:block;width:100%;height:auto}
.picture .found circle,.picture .found rect:first-of-type{stroke:#b3261e;stroke-width:5}
.tools{display:flex;gap:.5rem;flex-wrap:wrap;align-items:center;margin:.6rem 0}
.tools[hidden]{display:none}
.tools button,.tools input{font:inherit;padding:.25rem .6rem}
table{border-collapse:collapse;margin:.6rem 0 1.6rem}
caption{text-align:left;font-weight:bold;font-size:1.15rem;padding:.3rem 0}
th,td{border:1px solid #999;padding:.25rem .6rem;text-align:left;vertical-align:top}
th{background:#eee}
td.n{text-align:right}
tr{break-inside:avoid}
@media print{@page{size:A4 landscape;margin:14mm 8mm}@page picture{margin:8mm}.head,.tools{display:none!important}
body{padding:0;max-width:none}.picture{border:0;page:picture;break-after:page}.picture svg{max-height:190mm}
table{font-size:9pt}thead{display:table-header-group}}
"""


def page(svg: str, words: Words, facts: Facts, keys: Mapping[str, int]) -> str:
    """Return the page.

    Parameters
    ----------
    svg : str
        The picture.
    words : Words
    facts : Facts
    keys : mapping of str to int
        The number of each key player, by id.
    """
    marking = f'<p class="marking">{safe(words.marking)}</p>\n' if words.marking else ""
    style = STYLE + _every_page(words.marking)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{_policy(style)}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{safe(words.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<div class="head">{marking}'
        f"<h1>{safe(words.title)}</h1>\n<p>{safe(words.counts)}.</p>\n"
        f"{''.join(f'<p>{safe(note)}</p>' for note in words.notes)}</div>\n{TOOLS}\n"
        f'<div class="picture">{svg}</div>\n{"".join(_tables(facts, keys))}'
        f"<p>{safe(words.source)}</p>\n{marking}<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


TOOLS: Final = (
    '<p class="tools" hidden><label>Find <input type="search" id="find"></label> <span id="hits" role="status"></span>'
    '<button type="button" id="in">Nearer</button> <button type="button" id="out">Farther</button> '
    '<button type="button" id="all">Whole picture</button> <span>Drag to move.</span></p>'
)


def _every_page(marking: str) -> str:
    """Return the style that repeats a marking at head and foot of every page of paper; the picture has its own."""
    if not marking:
        return ""
    said = "".join(f"\\{ord(letter):x} " for letter in clean(marking))
    boxes = "".join(
        f"@{edge}-center{{content:'{said}';font:bold 11pt Arial,Helvetica,sans-serif}}" for edge in ("top", "bottom")
    )
    return f"@page{{{boxes}}}@page picture{{@top-center{{content:none}}@bottom-center{{content:none}}}}\n"


def _policy(style: str) -> str:
    """Return the rule that lets the page load nothing, and run and style only what stands in it."""
    script, styled = (f"'sha256-{b64encode(sha256(part.encode()).digest()).decode()}'" for part in (SCRIPT, style))
    rule = f"default-src 'none'; script-src {script}; style-src {styled}; base-uri 'none'; form-action 'none'"
    return f'<meta http-equiv="Content-Security-Policy" content="{rule}">'


def _tables(facts: Facts, keys: Mapping[str, int]) -> Iterator[str]:
    if keys:
        yield _table("Key players", KEY_HEADINGS, _key_rows(facts, keys))
    if facts.group_names:
        yield _table("Groups", GROUP_HEADINGS, _group_rows(facts))
    related = list(_relation_rows(facts))
    if related:
        yield _table("Between groups", ("group", "relation", "group", "strength"), related)


KEY_HEADINGS: Final = ("number", "person", "id", "standing", "groups", "links")
GROUP_HEADINGS: Final = ("group", "id", "force", "members", *STANDINGS)


def _key_rows(facts: Facts, keys: Mapping[str, int]) -> Iterator[list[str | int]]:
    groups, degree = facts.groups_of, facts.ties.undirected().degree.tolist()
    for id_, number in keys.items():
        at = facts.ties.place[id_]
        names = ", ".join(facts.group_names[group] for group in groups[at])
        yield [number, facts.names[at], id_, facts.standing[at], names, degree[at]]


def _group_rows(facts: Facts) -> Iterator[list[str | int]]:
    forces = {group.id: group.force for group in facts.network.groups}
    graded: dict[tuple[str, str], set[str]] = {}
    for member in facts.network.members:
        graded.setdefault((member.group, member.standing), set()).add(member.person)
    for number, (id_, size) in enumerate(zip(facts.belonging.groups, facts.belonging.sizes.tolist(), strict=True)):
        counts = [len(graded.get((str(id_), standing), ())) for standing in STANDINGS]
        yield [facts.group_names[number], str(id_), forces[str(id_)], size, *counts]


def _relation_rows(facts: Facts) -> Iterator[list[str | int]]:
    for kind, ties in facts.relations:
        for tail, head, strength in zip(ties.tails.tolist(), ties.heads.tolist(), ties.strength.tolist(), strict=True):
            yield [facts.group_names[tail], kind, facts.group_names[head], f"{strength:g}"]


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    head = "".join(f'<th scope="col">{safe(heading)}</th>' for heading in headings)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>\n" for row in rows)
    return (
        f"<table><caption>{safe(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>\n"
    )


def _cell(value: str | int) -> str:
    return f'<td class="n">{value}</td>' if isinstance(value, int) else f"<td>{safe(value)}</td>"

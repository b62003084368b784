"""The command ``network draw``: the map as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ocgscore.cli.network.options import map_argument, say_of_map
from ocgscore.cli.options import marking_option
from ocgscore.cli.progress import working
from ocgscore.cli.running import say, say_notices

if TYPE_CHECKING:
    from ocgscore.network.grades import Grades


@click.command()
@map_argument
@click.option("--out", metavar="PICTURE", required=True, help="Write it here: .svg for a drawing, .html for a page.")
@click.option("-k", "count", metavar="K", type=click.IntRange(1), help="Mark the K key players, numbered.")
@click.option(
    "--mark", "marked", metavar="ID", multiple=True, help="Mark this person as a key player; may be repeated."
)
@click.option(
    "--level",
    type=click.Choice(["person", "group"]),
    help="Draw people in their groups, or groups alone; by default people, up to 1,500.",
)
@click.option(
    "--grades",
    metavar="FILE",
    help="What each grade is worth, or the word illustrative: uncertain links are dashed.",
)
@marking_option
def draw(
    *,
    map_: str,
    out: str,
    count: int | None,
    marked: tuple[str, ...],
    level: str | None,
    grades: str | None,
    marking: str,
) -> None:
    """Draw MAP: people and links, each group round its members, alliances, rivalries and tensions between groups.

    The same map gives the same picture anywhere. It needs no network and no script, and reads in black and white. A
    map of more than 1,500 people is drawn as groups.
    """
    from ocgscore.network.files import read_map
    from ocgscore.network.keyplayers import key_players
    from ocgscore.report.picture import draw as drawn
    from ocgscore.report.picture import picture_ending, write_picture
    from ocgscore.table import OutputSet

    if count and marked:
        raise click.UsageError("Give either -k or --mark, not both.")
    picture_ending(out)
    inputs = [path for path in (map_, grades) if path is not None]
    with OutputSet(inputs=inputs) as outputs:
        outputs.check(out)
    with working(f"reading {map_}"):
        network, worth = read_map(map_), _grades(grades)
    with working(f"drawing {map_}"):
        keys = tuple(map(str, key_players(network, count).chosen)) if count else marked
        picture = drawn(network, key_players=keys, level=level, marking=marking, grades=worth)
    say_of_map(network.notices)
    say_notices(picture.words.notes)
    write_picture(picture, out, inputs)
    say(f"{picture.words.counts}: {out}")


def _grades(grades: str | None) -> Grades | None:
    from ocgscore.network.grading import load_grades

    return None if grades is None else load_grades(grades)

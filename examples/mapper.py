"""For an analyst with a network map: who connects the groups, whose removal would break most, who may be mapped twice.

Run it::

    python examples/mapper.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from ocgscore.network.files import read_map
from ocgscore.network.keyplayers import key_players
from ocgscore.network.measures import measured_groups

FOLDER = Path(__file__).with_name("map")


def main(folder: Path) -> None:
    """Print the notices, the key players, and who is in several groups."""
    network = read_map(str(folder))
    for notice in network.notices:
        print("note:", notice)
    chosen = key_players(network, 3)
    print(f"the three whose removal splits the network most: {', '.join(map(str, chosen.chosen))}")
    print(f"pairs not joined by any path: {float(chosen.before):.1%} with them, {float(chosen.after):.1%} without")
    measures = measured_groups(network)
    for group, found in sorted(measures.as_dict().items()):
        print(f"{group}: {found['size']:.0f} members, {found['shared_members']:.0f} of them in other groups too")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

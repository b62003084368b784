"""Key players: whom to remove so that a network falls apart, and whom to watch so that most of it is in reach."""

from ocgscore.network.keyplayers.apart import DistanceFragmentation, distance_fragmentation
from ocgscore.network.keyplayers.fragmentation import Fragmentation, SingleRemovals, fragmentation, single_removals
from ocgscore.network.keyplayers.players import KeyPlayers, Rival, Start, key_players
from ocgscore.network.keyplayers.reach import Reach, reach

__all__ = [
    "DistanceFragmentation",
    "Fragmentation",
    "KeyPlayers",
    "Reach",
    "Rival",
    "SingleRemovals",
    "Start",
    "distance_fragmentation",
    "fragmentation",
    "key_players",
    "reach",
    "single_removals",
]

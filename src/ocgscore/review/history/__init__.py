"""History: how each group's score moved from one assessment to the next, and what moved it."""

from __future__ import annotations

from ocgscore.review.history.model import Changes, Counted, History, Steps
from ocgscore.review.history.order import sound_under
from ocgscore.review.history.replay import Replay, replay
from ocgscore.review.history.run import history
from ocgscore.review.history.words import CLASSES, FLAGS, KINDS, MOVED
from ocgscore.review.versions import Version

__all__ = [
    "CLASSES",
    "FLAGS",
    "KINDS",
    "MOVED",
    "Changes",
    "Counted",
    "History",
    "Replay",
    "Steps",
    "Version",
    "history",
    "replay",
    "sound_under",
]

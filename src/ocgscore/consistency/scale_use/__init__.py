"""How each scorer uses the scale: which levels, how widely, whether profiles repeat and criteria move together.

None of this needs a unit scored twice, and none of it is proof: a scorer may have groups that are alike.
"""

from __future__ import annotations

from ocgscore.consistency.scale_use.heaping import Heap, Heaping, heaping
from ocgscore.consistency.scale_use.levels import LevelUse
from ocgscore.consistency.scale_use.profiles import ProfileUse, alike
from ocgscore.consistency.scale_use.use import ScaleUse, scale_use

__all__ = ["Heap", "Heaping", "LevelUse", "ProfileUse", "ScaleUse", "alike", "heaping", "scale_use"]

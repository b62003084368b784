"""Which scorers score which criteria differently from the rest, at an equal total: differential functioning.

It needs no unit scored twice: each scorer's own scorings are compared with those of all others that come to the same
total. That total includes the criterion studied. Where scorers differ only by an even severity, the total is all that
severity can change, and at an equal total every level of every criterion is as likely for one scorer as for another
(in a Rasch model, exactly). Matched on the rest of the criteria instead, an even severity shows up as differences on
every one of them.
"""

from __future__ import annotations

from ocgscore.consistency.differential.model import Departure, Differential, Overall
from ocgscore.consistency.differential.run import benjamini_hochberg, differential

__all__ = ["Departure", "Differential", "Overall", "benjamini_hochberg", "differential"]

"""Pictures of the map: one SVG or one page, read without a network and printed in black and white."""

from ocgscore.report.picture.inset import Inset, inset
from ocgscore.report.picture.picture import Picture, draw, picture_ending, write_picture

__all__ = ["Inset", "Picture", "draw", "inset", "picture_ending", "write_picture"]

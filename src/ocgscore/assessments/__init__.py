"""Assessments: a table checked against a matrix."""

from ocgscore.assessments.headings import recorded_heading
from ocgscore.assessments.latest import latest
from ocgscore.assessments.model import Assessments
from ocgscore.assessments.sift import Sifted, assess, read_assessments, sift

__all__ = ["Assessments", "Sifted", "assess", "latest", "read_assessments", "recorded_heading", "sift"]

"""The matrix: its model, its file form, its proofs, and what changes between two of them."""

from ocgscore.matrix.canonical import canonical_json, describe, document
from ocgscore.matrix.catalogue import (
    list_matrices,
    load_matrix,
    matrix_file,
    matrix_text,
    parse_matrix,
    shipped_folder,
    shipped_ids,
)
from ocgscore.matrix.formula import formula_text, plain
from ocgscore.matrix.levels import LevelReader, heading_key, level_key
from ocgscore.matrix.model import Band, Change, Criterion, Level, Matrix, Measure, Section, grid_axes

__all__ = [
    "Band",
    "Change",
    "Criterion",
    "Level",
    "LevelReader",
    "Matrix",
    "Measure",
    "Section",
    "canonical_json",
    "describe",
    "document",
    "formula_text",
    "grid_axes",
    "heading_key",
    "level_key",
    "list_matrices",
    "load_matrix",
    "matrix_file",
    "matrix_text",
    "parse_matrix",
    "plain",
    "shipped_folder",
    "shipped_ids",
]

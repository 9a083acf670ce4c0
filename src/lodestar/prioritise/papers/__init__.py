"""What is handed over on paper: the board paper and the notes to those who proposed. Figures are worded here, none is worked out."""

from lodestar.prioritise.papers.board import board_paper

__all__ = ["board_paper"]

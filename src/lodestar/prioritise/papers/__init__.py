"""What is handed over on paper: the board paper and the notes to those who proposed. Figures are worded here, none is worked out."""

from lodestar.prioritise.papers.board import board_paper
from lodestar.prioritise.papers.notes import Note, note_words, notes_paper

__all__ = ["Note", "board_paper", "note_words", "notes_paper"]

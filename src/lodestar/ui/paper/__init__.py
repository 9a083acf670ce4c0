"""Papers: A4 documents as tagged PDF, from blocks of words, facts, tables and charts.

A paper says everything its caller gives it and nothing else: no clock, no network, no random name, so that the same blocks give
the same bytes. Words reach the typesetter as data, never as source.
"""

from lodestar.ui.paper.blocks import Block, Chart, Column, Facts, Figures, Grid, Heading, Items, NewPage, Paper, Words, chart_of
from lodestar.ui.paper.response import pdf_response
from lodestar.ui.paper.typeset import paper_pdf, paper_pngs

__all__ = [
    "Block",
    "Chart",
    "Column",
    "Facts",
    "Figures",
    "Grid",
    "Heading",
    "Items",
    "NewPage",
    "Paper",
    "Words",
    "chart_of",
    "paper_pdf",
    "paper_pngs",
    "pdf_response",
]

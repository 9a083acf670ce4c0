"""Pictures and tables of the decide pages: figures are put into words here, none is worked out."""

from lodestar.prioritise.charts.answers import (
    LINE,
    OPTIMUM,
    SKIP,
    WAYS,
    WeighedRow,
    budget_to_begin_with,
    finding_in_words,
    frontier,
    triangles,
    weighed_rows,
    words_of_ways,
)

__all__ = [
    "LINE",
    "OPTIMUM",
    "SKIP",
    "WAYS",
    "WeighedRow",
    "budget_to_begin_with",
    "finding_in_words",
    "frontier",
    "triangles",
    "weighed_rows",
    "words_of_ways",
]

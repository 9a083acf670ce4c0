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
from lodestar.prioritise.charts.budgets import answers_side_by_side, difference_in_words, funded_bands, ranges_in_words
from lodestar.prioritise.charts.today import today_compared

__all__ = [
    "LINE",
    "OPTIMUM",
    "SKIP",
    "WAYS",
    "WeighedRow",
    "answers_side_by_side",
    "budget_to_begin_with",
    "difference_in_words",
    "finding_in_words",
    "frontier",
    "funded_bands",
    "ranges_in_words",
    "today_compared",
    "triangles",
    "weighed_rows",
    "words_of_ways",
]

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
    most_that_can_be_spent,
    triangles,
    weighed_rows,
    words_of_ways,
)
from lodestar.prioritise.charts.budgets import answers_side_by_side, difference_in_words, funded_bands, ranges_in_words
from lodestar.prioritise.charts.today import today_compared
from lodestar.prioritise.charts.uncertainty import (
    chances,
    flips,
    knowing_everything,
    rank_ranges,
    sureness_in_words,
    to_discuss,
    tornado,
    words_of_labels,
)

__all__ = [
    "LINE",
    "OPTIMUM",
    "SKIP",
    "WAYS",
    "WeighedRow",
    "answers_side_by_side",
    "budget_to_begin_with",
    "chances",
    "difference_in_words",
    "finding_in_words",
    "flips",
    "frontier",
    "funded_bands",
    "knowing_everything",
    "most_that_can_be_spent",
    "ranges_in_words",
    "rank_ranges",
    "sureness_in_words",
    "to_discuss",
    "today_compared",
    "tornado",
    "triangles",
    "weighed_rows",
    "words_of_labels",
    "words_of_ways",
]

"""The methods know no currency; on these pages costs are pounds, and the optimum has the name the page gives it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from lodestar.ui.charts.numbers import whole_money

_AMOUNT = r"-?\d[\d,]*(?:\.\d+)?"
# Where the portfolio method's sentences speak of money: what is needed, left, freed or saved. Values are no money and stay bare.
_MONEY = re.compile(
    rf"(?<=it needs )({_AMOUNT})(?= and {_AMOUNT} was left)|(?<= and )({_AMOUNT})(?= was left at its turn)"
    rf"|(?<=it frees )({_AMOUNT})(?=, which)|(?<=without it for )({_AMOUNT})(?= less\.)|(?<=Without its )({_AMOUNT})(?= there is room)"
)


def in_pounds(why: str) -> str:
    """Why an answer differs, with £ before every cost.

    >>> in_pounds("Without its 72,000 there is room for Alcohol nurse: 353.4 more value in all.")
    'Without its £72,000 there is room for Alcohol nurse: 353.4 more value in all.'
    """
    written = _MONEY.sub(lambda found: whole_money(float(found[0].replace(",", ""))), why)
    written = re.sub(r"(?:^|(?<=\. ))The optimum (?=reaches|is worth)", f"{_('The best there is')} ", written)
    return re.sub(r"(?:(?<=; )|(?<=which ))the optimum (?=makes|spends|funds)", f"{_('the best there is')} ", written)

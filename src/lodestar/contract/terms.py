"""A contract's terms in plain words, and the faults that the payment method finds in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.common.money import pounds
from lodestar.methods import FaultyInput, run


def fault_messages(terms: Mapping[str, Any]) -> list[str]:
    """Every fault the payment method finds in the terms, in words; empty when they can be paid by."""
    try:
        run("payment_statement", {"terms": dict(terms), "achievements": []})
    except FaultyInput as faulty:
        return [f"{fault.where}: {fault.problem}" for fault in faulty.faults]
    return []


def in_plain_words(terms: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """How the contract pays, one sentence a rule. `names`: what each metric key is called."""
    return [
        _("Each result is paid at its price, as often as its own limit allows."),
        *_core_sentences(terms, names),
        *_limit_sentences(terms, names),
    ]


def _core_sentences(terms: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    core = terms.get("core")
    if not core:
        return [_("There is no core fee: everything is paid for results.")]
    shares = core.get("share_by_year") or []
    annual = pounds(core["annual_value_pence"])
    said = [
        _("The core fee is %(share)s of %(annual)s in contract year %(year)d, paid monthly.")
        % {"share": percentage(share), "annual": annual, "year": year}
        for year, share in enumerate(shares, start=1)
    ]
    minimum = core.get("minimum_performance")
    if minimum:
        said.append(
            _("No core fee is paid for a year with fewer than %(count)d of “%(metric)s”.")
            % {"count": minimum["count"], "metric": _named(minimum["metric"], names)}
        )
    return said


def _limit_sentences(terms: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    said: list[str] = []
    if terms.get("discount"):
        said.append(_("Every price is cut by %(share)s, the discount offered.") % {"share": percentage(terms["discount"])})
    if terms.get("index_by_year"):
        factors = ", ".join(str(factor) for factor in terms["index_by_year"])
        said.append(_("Prices are multiplied by %(factors)s in contract years 1, 2 and so on.") % {"factors": factors})
    if terms.get("person_cap_pence"):
        said.append(_("No more than %(cap)s is paid for one person.") % {"cap": pounds(terms["person_cap_pence"])})
    if terms.get("period_cap_pence"):
        months = terms.get("period_months", 1)
        every = ngettext("in any month", "in any %(months)d months", months) % {"months": months}
        said.append(_("No more than %(cap)s is paid %(every)s.") % {"cap": pounds(terms["period_cap_pence"]), "every": every})
    if terms.get("contract_cap_pence"):
        said.append(_("No more than %(cap)s is paid over the whole contract.") % {"cap": pounds(terms["contract_cap_pence"])})
    if terms.get("deadweight_share"):
        said.append(
            _("%(share)s of achievements are taken to have happened anyway and are not paid, the latest first.")
            % {"share": percentage(terms["deadweight_share"])}
        )
    if terms.get("clawback"):
        clawback = terms["clawback"]
        said.append(
            _("If fewer than %(target)s of “%(metric)s” are reached, %(share)s of the core fee is taken back.")
            % {"target": clawback["target"], "metric": _named(clawback["metric"], names), "share": percentage(clawback["share_of_core"])}
        )
    return said


def percentage(share: float) -> str:
    """A share as people read it: 12.5 %."""
    return f"{round(float(share) * 100, 2):g} %"


def _named(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key)

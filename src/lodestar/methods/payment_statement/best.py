"""The choice that pays most: step by step where that is shown to be the most, else by a search over all limits at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lodestar.methods.payment_statement.admit import Places, Plan, amounts_due, places_by_time, step_by_step
from lodestar.methods.payment_statement.bound import upper_bound
from lodestar.methods.payment_statement.fill import Filled, fill
from lodestar.methods.payment_statement.record import Claim
from lodestar.methods.payment_statement.rules import Rules


@dataclass
class Best:
    """Which achievements are paid, and what they are paid before caps (``due``) and after (``filled``)."""

    plan: Plan
    places: Places
    due: list[int]
    filled: Filled
    step_by_step: int
    searched: bool = False
    proven: bool = True


def _is_plain(claims: Sequence[Claim], rules: Rules, plan: Plan, filled: Filled) -> bool:
    """No limit that people share took anything, so that each person's best choice is the best of all."""
    shared = any(why in ("max_count", "deadweight") for reasons in plan.left_out.values() for why, _ in reasons)
    return not (shared or filled.cuts or len(rules.versions) > 1 or any(c.price.tiers for c in claims))


def best_choice(claims: Sequence[Claim], rules: Rules) -> Best:
    """The admissible choice that pays most.

    That adding or verifying an achievement never lowers the total follows from this being a maximum: whatever could be
    chosen and paid before can be chosen and paid still, for an achievement may always be left aside, and none of the
    limits becomes tighter by its presence. The steps are tried first; where a bound shows that nothing can pay more, they stand.
    """
    plan = step_by_step(claims, rules)
    places = places_by_time(claims, plan.paid)
    due = amounts_due(claims, plan.paid, places)
    filled = fill(claims, due, rules)
    best = Best(plan, places, due, filled, filled.total)
    if _is_plain(claims, rules, plan, filled) or filled.total >= upper_bound(claims, rules, plan, filled):
        return best
    from lodestar.methods.payment_statement.search import Search  # NumPy and SciPy, needed only here

    found = Search(claims, rules).solve()
    best.searched = True
    if found is None:
        best.proven = False
        return best
    best.proven = found.proven
    if found.filled.total > filled.total:
        best.plan, best.places, best.due, best.filled = found.plan, found.places, found.due, found.filled
    return best

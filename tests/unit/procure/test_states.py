"""Opportunities and proposals move as the tables say, and in no other way."""

from __future__ import annotations

import pytest

from lodestar.common.states import IllegalMove
from lodestar.procure.states import OPPORTUNITY, PROPOSAL, OpportunityState, ProposalState

ALLOWED = {
    ("opportunity", "draft"): {"publish": "open", "withdraw": "withdrawn"},
    ("opportunity", "open"): {"open_bids": "opened", "withdraw": "withdrawn"},
    ("opportunity", "opened"): {"award": "awarded", "withdraw": "withdrawn"},
    ("opportunity", "awarded"): {},
    ("opportunity", "withdrawn"): {},
    ("proposal", "draft"): {"submit": "submitted", "withdraw": "withdrawn"},
    ("proposal", "submitted"): {"submit": "submitted", "withdraw": "withdrawn", "open": "opened"},
    ("proposal", "opened"): {"choose": "chosen", "not_choose": "not_chosen"},
    ("proposal", "chosen"): {},
    ("proposal", "not_chosen"): {},
    ("proposal", "withdrawn"): {},
}


@pytest.mark.parametrize(("of", "state"), ALLOWED)
def test_every_move_from_every_state(of: str, state: str) -> None:
    table = OPPORTUNITY if of == "opportunity" else PROPOSAL
    for verb in table.moves:
        expected = ALLOWED[of, state].get(verb)
        if expected:
            assert table.target(state, verb) == expected
        else:
            with pytest.raises(IllegalMove):
                table.target(state, verb)


def test_the_table_names_every_state_and_whose_turn_it_is() -> None:
    assert {state for of, state in ALLOWED if of == "opportunity"} == set(OpportunityState.values) == set(OPPORTUNITY.turn)
    assert {state for of, state in ALLOWED if of == "proposal"} == set(ProposalState.values) == set(PROPOSAL.turn)

"""A statement moves as the table says, and in no other way."""

from __future__ import annotations

import pytest

from lodestar.common.states import IllegalMove
from lodestar.pay.states import STATEMENT, StatementState

ALLOWED = {
    "prepared": {"submit": "submitted"},
    "submitted": {"approve": "approved", "send_back": "returned"},
    "approved": {"pay": "paid"},
    "paid": {},
    "returned": {},
}


@pytest.mark.parametrize("state", ALLOWED)
def test_every_move_from_every_state(state: str) -> None:
    for verb in STATEMENT.moves:
        if verb in ALLOWED[state]:
            assert STATEMENT.target(state, verb) == ALLOWED[state][verb]
        else:
            with pytest.raises(IllegalMove):
                STATEMENT.target(state, verb)


def test_the_table_names_every_state_and_whose_turn_it_is() -> None:
    assert set(ALLOWED) == set(StatementState.values) == set(STATEMENT.turn)

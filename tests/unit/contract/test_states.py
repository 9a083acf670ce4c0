"""A contract and a version move as the tables say, and in no other way."""

from __future__ import annotations

import pytest

from lodestar.common.states import IllegalMove
from lodestar.contract.states import CONTRACT, VERSION, ContractState, VersionState

ALLOWED = {
    ("contract", "draft"): {"go_live": "live", "abandon": "abandoned"},
    ("contract", "live"): {"end": "ended"},
    ("contract", "ended"): {},
    ("contract", "abandoned"): {},
    ("version", "draft"): {"propose": "proposed", "withdraw": "withdrawn"},
    ("version", "proposed"): {"sign": "signed", "refuse": "refused", "withdraw": "withdrawn"},
    ("version", "signed"): {},
    ("version", "refused"): {},
    ("version", "withdrawn"): {},
}


@pytest.mark.parametrize(("of", "state"), ALLOWED)
def test_every_move_from_every_state(of: str, state: str) -> None:
    table = CONTRACT if of == "contract" else VERSION
    for verb in table.moves:
        expected = ALLOWED[of, state].get(verb)
        if expected:
            assert table.target(state, verb) == expected
        else:
            with pytest.raises(IllegalMove):
                table.target(state, verb)


def test_the_table_names_every_state_and_whose_turn_it_is() -> None:
    assert {state for of, state in ALLOWED if of == "contract"} == set(ContractState.values) == set(CONTRACT.turn)
    assert {state for of, state in ALLOWED if of == "version"} == set(VersionState.values) == set(VERSION.turn)

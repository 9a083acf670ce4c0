"""Every write of this app: programmes, priority areas, interventions, estimates, and the funding decision."""

from lodestar.prioritise.actions.areas import add_area, add_areas, edit_area
from lodestar.prioritise.actions.decisions import decide_funding
from lodestar.prioritise.actions.estimates import add_estimate
from lodestar.prioritise.actions.interventions import (
    add_intervention,
    add_interventions,
    agree_intervention,
    agree_interventions,
    edit_intervention,
    reopen_intervention,
)
from lodestar.prioritise.actions.programmes import close_programme, create_programme, edit_programme
from lodestar.prioritise.actions.snapshots import take_snapshot

__all__ = [
    "add_area",
    "add_areas",
    "add_estimate",
    "add_intervention",
    "add_interventions",
    "agree_intervention",
    "agree_interventions",
    "close_programme",
    "create_programme",
    "decide_funding",
    "edit_area",
    "edit_intervention",
    "edit_programme",
    "reopen_intervention",
    "take_snapshot",
]

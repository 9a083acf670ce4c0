"""Reading what this app holds, always for a viewer."""

from lodestar.deliver.queries.caseload import (
    achievements_to_verify,
    caseload_for_viewer,
    engagements_for_viewer,
    keyworkers_of,
    open_contracts_for_viewer,
    returns_to_verify,
    reviews_due,
    services_for_viewer,
    waiting_for_evidence,
)
from lodestar.deliver.queries.distance import ServiceFigures, distance_input, editions_used, engagements_in, service_figures
from lodestar.deliver.queries.record import (
    COUNTED,
    NEAR,
    editions_for_viewer,
    history_of,
    journey_rows,
    last_counted,
    milestones_of,
    own_view_near,
    points_and_notes,
    readings_of,
    scores_of,
)
from lodestar.deliver.queries.shown import HIDDEN, Shown

__all__ = [
    "COUNTED",
    "HIDDEN",
    "NEAR",
    "ServiceFigures",
    "Shown",
    "achievements_to_verify",
    "caseload_for_viewer",
    "distance_input",
    "editions_for_viewer",
    "editions_used",
    "engagements_for_viewer",
    "engagements_in",
    "history_of",
    "journey_rows",
    "keyworkers_of",
    "last_counted",
    "milestones_of",
    "open_contracts_for_viewer",
    "own_view_near",
    "points_and_notes",
    "readings_of",
    "returns_to_verify",
    "reviews_due",
    "scores_of",
    "service_figures",
    "services_for_viewer",
    "waiting_for_evidence",
]

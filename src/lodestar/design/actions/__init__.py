"""Every write of this app: frameworks, outcomes and where they lead, services."""

from lodestar.design.actions.frameworks import add_framework, adopt_framework, edit_framework
from lodestar.design.actions.outcomes import add_outcome, add_outcomes, edit_outcome, link_outcomes, unlink_outcomes
from lodestar.design.actions.services import (
    add_services,
    close_service,
    commission_service,
    create_service,
    edit_service,
    make_service_ready,
    return_service_to_draft,
    set_service_outcomes,
)

__all__ = [
    "add_framework",
    "add_outcome",
    "add_outcomes",
    "add_services",
    "adopt_framework",
    "close_service",
    "commission_service",
    "create_service",
    "edit_framework",
    "edit_outcome",
    "edit_service",
    "link_outcomes",
    "make_service_ready",
    "return_service_to_draft",
    "set_service_outcomes",
    "unlink_outcomes",
]

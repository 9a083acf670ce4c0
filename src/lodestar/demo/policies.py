"""When a made-up county may be loaded: never beside anything real, and only once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account, Organisation
from lodestar.common.decisions import Decision, allow_if
from lodestar.demo.queries import is_loaded


def may_load_county(actor: Actor) -> Decision:
    """The county is loaded into an empty Lodestar by whoever runs it; what is made up never stands beside what is real."""
    return (
        allow_if(actor.is_system, _("The demo is loaded by whoever runs Lodestar, not by an account."))
        & allow_if(
            not Organisation.objects.filter(is_demo=False).exists() and not Account.objects.filter(is_demo=False).exists(),
            _(
                "There are real organisations or accounts here. The demo is loaded into a Lodestar of its own: give LODESTAR_DATA another folder."
            ),
        )
        & allow_if(not is_loaded(), _("The demo county is loaded already."))
    )

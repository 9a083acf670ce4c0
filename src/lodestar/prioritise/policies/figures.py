"""Who may ask a colleague for a figure, and who may answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.common.decisions import Decision, allow_if
from lodestar.prioritise.models import DismissedFinding, FigureRequest, Intervention
from lodestar.prioritise.policies.common import still_open
from lodestar.prioritise.policies.interventions import may_edit_intervention
from lodestar.prioritise.policies.programmes import may_edit_programme


def may_ask_for_figure(actor: Actor, intervention: Intervention) -> Decision:
    """Whoever may give a number may ask someone else for it."""
    return may_edit_intervention(actor, intervention)


def may_withdraw_figure_request(actor: Actor, request: FigureRequest) -> Decision:
    """Whoever may ask may withdraw what was asked, or make a new link, until it is answered."""
    waiting = allow_if(request.is_waiting, _("It has been answered or withdrawn already."))
    return may_ask_for_figure(actor, request.intervention) & waiting


def may_answer_figure_request(actor: Actor, request: FigureRequest) -> Decision:
    """Whoever holds the link answers, once, as long as it can be used: no account is asked for."""
    is_open = allow_if(request.is_open, _("This link was used already, was withdrawn or is too old. Ask whoever sent it for a new one."))
    return is_open & still_open(request.intervention.area.programme)


def may_restore_finding(actor: Actor, dismissed: DismissedFinding) -> Decision:
    """Whoever may change the programme shows a finding again that was let stand."""
    return may_edit_programme(actor, dismissed.programme) & allow_if(dismissed.restored_at is None, _("It is shown again already."))

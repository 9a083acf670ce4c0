"""Who may design, and when."""

from __future__ import annotations

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.common.decisions import ALLOWED, Decision, allow_if
from lodestar.design.models import Outcome, OutcomeFramework, Service
from lodestar.design.states import SERVICE, ServiceState
from lodestar.prioritise.models import Intervention, Programme
from lodestar.prioritise.states import InterventionState, ProgrammeState


def may_add_framework(actor: Actor, organisation: Organisation | int) -> Decision:
    """Frameworks belong to the whole organisation, so a role for one programme only is not enough."""
    return allow_if(
        actor.can(Permission.EDIT_DESIGN, organisation),
        _("Only people who edit the design for the whole organisation may add a framework."),
    )


def may_add_some_framework(actor: Actor) -> Decision:
    """Whether there is any organisation in which the actor may add a framework: for the button on the list."""
    able = actor.is_system or any(may_add_framework(actor, key) for key in actor.organisation_ids)
    return allow_if(able, _("Only commissioning managers may add a framework."))


def may_edit_framework(actor: Actor, framework: OutcomeFramework) -> Decision:
    """A shared framework is read by all and changed by its owner only."""
    return allow_if(
        actor.can(Permission.EDIT_DESIGN, framework.owner_organisation_id),
        _("Only the organisation that this framework belongs to may change it."),
    )


def may_edit_outcome(actor: Actor, outcome: Outcome) -> Decision:
    return may_edit_framework(actor, outcome.framework)


def may_link_outcomes(actor: Actor, source: Outcome, target: Outcome) -> Decision:
    """Whoever may change an outcome says where it leads: to a later level, in its own framework or another that they see."""
    return may_edit_framework(actor, source.framework) & allow_if(
        actor.is_system or Outcome.objects.visible_to(actor).filter(pk=target.pk).exists(), _("You cannot see where this would lead.")
    )


def may_add_service(actor: Actor, programme: Programme) -> Decision:
    """Services are designed in a programme that is not closed."""
    return allow_if(
        actor.can(Permission.EDIT_DESIGN, programme.owner_organisation_id, programme.public_id),
        _("Only the commissioning manager of this programme may design a service."),
    ) & allow_if(programme.state != ProgrammeState.CLOSED, _("This programme is closed."))


def may_design_from(actor: Actor, intervention: Intervention) -> Decision:
    """A service is designed from an intervention that is funded."""
    return may_add_service(actor, intervention.area.programme) & allow_if(
        intervention.state == InterventionState.FUNDED, _("Only an intervention that is funded becomes a service.")
    )


def may_edit_service(actor: Actor, service: Service) -> Decision:
    """Once it is commissioned, a service changes by its contract, not here."""
    return _designs(actor, service) & allow_if(
        service.state in {ServiceState.DRAFT, ServiceState.READY},
        _("It is commissioned or closed: what changes now is the contract, by a variation."),
    )


def may_make_ready(actor: Actor, service: Service) -> Decision:
    """A service is ready when its three inputs are set and it says which outcomes it is for."""
    return _designs(actor, service) & _can(service, "make_ready", _("Only a draft is made ready.")) & is_complete(service)


def may_return_to_draft(actor: Actor, service: Service) -> Decision:
    return _designs(actor, service) & _can(service, "return_to_draft", _("Only a service that is ready becomes a draft again."))


def may_commission(actor: Actor, service: Service) -> Decision:
    """A service is commissioned when the commissioner signs a contract for it."""
    signs = actor.can(Permission.SIGN_FOR_COMMISSIONER, service.owner_organisation_id, *_scopes(service))
    return allow_if(signs, _("Only someone who signs for the commissioner may say that it is commissioned.")) & _can(
        service, "commission", _("Make the service ready first.")
    )


def may_close_service(actor: Actor, service: Service) -> Decision:
    return _designs(actor, service) & _can(service, "close", _("Only a service that is ready or commissioned is closed."))


def may_see_history(actor: Actor, row: OutcomeFramework | Service) -> Decision:
    """Auditors and data-protection officers of the organisation read who did what."""
    return allow_if(actor.can(Permission.SEE_AUDIT, row.owner_organisation_id), _("Only auditors read what happened."))


def is_complete(service: Service) -> Decision:
    """Price, capacity and eligibility are the only inputs a commissioner sets: all three, and at least one outcome."""
    missing = what_is_missing(service)
    return ALLOWED if not missing else Decision(False, _("Still missing: %(what)s.") % {"what": get_text_list(missing, _("and"))})


def what_is_missing(service: Service) -> list[str]:
    """What a service lacks before it can be ready, in words."""
    missing = []
    if not service.eligibility.strip():
        missing.append(_("who may use it"))
    if not service.capacity_places:
        missing.append(_("places at one time"))
    if not service.price_per_hour_pence:
        missing.append(_("price for an hour of direct support"))
    if not service.outcomes.exists():
        missing.append(_("the outcomes it is for"))
    return missing


def _designs(actor: Actor, service: Service) -> Decision:
    return allow_if(
        actor.can(Permission.EDIT_DESIGN, service.owner_organisation_id, *_scopes(service)),
        _("Only the commissioning manager of this service may change it."),
    )


def _scopes(service: Service) -> tuple[str, str]:
    return service.public_id, service.programme.public_id


def _can(service: Service, verb: str, reason: str) -> Decision:
    return allow_if(SERVICE.can(service.state, verb), reason)

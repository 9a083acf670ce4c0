"""Who may do what with a person's record, with proof of what was reached, and with the figures of a service."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account, Organisation
from lodestar.access.roles import ROLES, Permission
from lodestar.common.clock import today
from lodestar.common.decisions import ALLOWED, Decision, allow_if
from lodestar.contract.models import Contract
from lodestar.contract.states import ContractState
from lodestar.deliver.models import (
    Achievement,
    Engagement,
    Evidence,
    Goal,
    Instrument,
    InstrumentEdition,
    Reading,
    Return,
    ReturnVerification,
)
from lodestar.deliver.states import ACHIEVEMENT, ENGAGEMENT, GOAL, EngagementState
from lodestar.design.models import Service

# -- a person's record -------------------------------------------------------------------------------------------------------------


def supports(actor: Actor, engagement: Engagement) -> bool:
    """The engagement's own keyworker, and the provider managers of its service."""
    scopes = (engagement.service.public_id, engagement.contract.public_id)
    if actor.can(Permission.MANAGE_CASELOADS, engagement.owner_organisation_id, *scopes):
        return True
    is_keyworker = actor.account_id is not None and engagement.keyworker_id == actor.account_id
    return is_keyworker and actor.can(Permission.SUPPORT_PEOPLE, engagement.owner_organisation_id, *scopes)


def may_see_record(actor: Actor, engagement: Engagement) -> Decision:
    """A person's record is for their keyworker and the keyworker's manager."""
    return allow_if(supports(actor, engagement), _("Only the person’s keyworker and their manager see this record."))


def may_open_engagement(actor: Actor, contract: Contract) -> Decision:
    """The provider's managers and keyworkers take people on for a live contract."""
    scopes = (contract.service.public_id, contract.public_id)
    own = any(actor.can(p, contract.provider_id, *scopes) for p in (Permission.MANAGE_CASELOADS, Permission.SUPPORT_PEOPLE))
    # A contract that has ended takes nobody new; only a loader brings in its past.
    is_open = contract.state == ContractState.LIVE or (actor.is_system and contract.state == ContractState.ENDED)
    return allow_if(own, _("Only the provider’s managers and keyworkers take people on.")) & allow_if(
        is_open, _("The contract is not live, so nobody can be taken on for it.")
    )


def may_take_up_referral(actor: Actor, engagement: Engagement) -> Decision:
    """Whoever supports the person starts the support, or says why it was not taken up."""
    return may_see_record(actor, engagement) & allow_if(
        ENGAGEMENT.can(engagement.state, "open"), _("The support has started already, or was not taken up.")
    )


def may_assign_keyworker(actor: Actor, engagement: Engagement) -> Decision:
    """Provider managers say who supports whom."""
    scopes = (engagement.service.public_id, engagement.contract.public_id)
    manages = actor.can(Permission.MANAGE_CASELOADS, engagement.owner_organisation_id, *scopes)
    return allow_if(manages, _("Only a provider manager says who supports whom.")) & allow_if(
        engagement.state in (EngagementState.REFERRED, EngagementState.OPEN), _("The support has ended.")
    )


def may_be_keyworker(account: Account, organisation: Organisation) -> Decision:
    """Keyworkers hold a role of the provider that supports people."""
    held = account.memberships.filter(organisation=organisation, ended_at__isnull=True).values_list("role", flat=True)
    can_support = account.is_active and any(Permission.SUPPORT_PEOPLE in ROLES[role].permissions for role in held)
    return allow_if(can_support, _("Only someone who supports people for this provider can be a keyworker."))


def may_close_engagement(actor: Actor, engagement: Engagement) -> Decision:
    """Whoever supports the person ends the support, while it is open."""
    return may_see_record(actor, engagement) & allow_if(ENGAGEMENT.can(engagement.state, "close"), _("The support is not open."))


def may_reopen_engagement(actor: Actor, engagement: Engagement) -> Decision:
    """Support that has ended can start again while the contract is live."""
    return (
        may_see_record(actor, engagement)
        & allow_if(ENGAGEMENT.can(engagement.state, "reopen"), _("The support has not ended."))
        & allow_if(engagement.contract.state == ContractState.LIVE, _("The contract is no longer live."))
    )


def may_edit_identity(actor: Actor, engagement: Engagement) -> Decision:
    """Whoever supports the person keeps their names and contacts right."""
    return may_see_record(actor, engagement)


# -- the star ----------------------------------------------------------------------------------------------------------------------


def may_record_reading(actor: Actor, engagement: Engagement, happened_on: date | None = None) -> Decision:
    """Whoever supports the person records readings made while the support lasted."""
    return may_see_record(actor, engagement) & _in_the_time_of(engagement, happened_on)


def may_correct_reading(actor: Actor, reading: Reading, happened_on: date | None = None) -> Decision:
    """A reading that still stands can be corrected; of a corrected one, the correction."""
    return (
        may_see_record(actor, reading.engagement)
        & allow_if(not hasattr(reading, "corrected_by"), _("This reading was corrected already. Correct the one that took its place."))
        & _in_the_time_of(reading.engagement, happened_on)
    )


def _in_the_time_of(engagement: Engagement, day: date | None) -> Decision:
    if engagement.opened_on is None or engagement.state not in (EngagementState.OPEN, EngagementState.CLOSED):
        return Decision(False, _("The support has not started."))
    if day is None:
        return ALLOWED
    last = engagement.closed_on or today()
    return (
        allow_if(day <= today(), _("A date that has not come yet cannot be recorded."))
        & allow_if(day >= engagement.opened_on, _("The support had not started on that date."))
        & allow_if(day <= last, _("The support had ended by that date."))
    )


def may_use_edition(actor: Actor, edition: InstrumentEdition) -> Decision:
    """Shared instruments are for everyone; others for the organisation that holds them."""
    own = actor.is_system or edition.owner_organisation_id in actor.organisation_ids
    return allow_if(own or edition.instrument.is_shared, _("This instrument belongs to another organisation."))


def may_load_instrument(actor: Actor, organisation: Organisation) -> Decision:
    """Provider managers load instruments their organisation holds a licence for; commissioners, those they design with."""
    permissions = (Permission.MANAGE_CASELOADS, Permission.EDIT_DESIGN)
    can = any(actor.can(permission, organisation) for permission in permissions)
    return allow_if(can, _("Only a provider manager or a commissioning manager loads an instrument."))


def may_share_instrument(actor: Actor, instrument: Instrument) -> Decision:
    """Only Lodestar's own instruments are shared with every organisation."""
    return allow_if(actor.is_system, _("Instruments of a licence holder stay with the organisation that holds the licence."))


# -- goals -------------------------------------------------------------------------------------------------------------------------


def may_set_goal(actor: Actor, engagement: Engagement) -> Decision:
    """Goals are set while the support is open."""
    return may_see_record(actor, engagement) & allow_if(engagement.state == EngagementState.OPEN, _("The support is not open."))


def may_move_goal(actor: Actor, goal: Goal, verb: str) -> Decision:
    """A goal is reached, left aside or taken up again by whoever supports the person."""
    return may_see_record(actor, goal.engagement) & allow_if(GOAL.can(goal.state, verb), _("The goal has moved on since."))


# -- what was reached --------------------------------------------------------------------------------------------------------------


def may_record_achievement(actor: Actor, engagement: Engagement, happened_on: date | None = None) -> Decision:
    """Whoever supports the person records what they reached; some milestones come after the support has ended."""
    if engagement.opened_on is None or engagement.state not in (EngagementState.OPEN, EngagementState.CLOSED):
        return may_see_record(actor, engagement) & Decision(False, _("The support has not started."))
    return (
        may_see_record(actor, engagement)
        & allow_if(happened_on is None or happened_on <= today(), _("A date that has not come yet cannot be recorded."))
        & allow_if(happened_on is None or happened_on >= engagement.opened_on, _("The support had not started on that date."))
    )


def may_see_achievement(actor: Actor, achievement: Achievement) -> Decision:
    """Those who support the person, and the verifiers of the contract, who see no name."""
    seen = supports(actor, achievement.engagement) or verifies(actor, achievement.engagement.contract)
    return allow_if(seen, _("Only the person’s keyworker, their manager and the contract’s verifiers see this."))


def may_add_evidence(actor: Actor, achievement: Achievement) -> Decision:
    """Evidence is added by whoever supports the person, until it is verified."""
    return may_see_record(actor, achievement.engagement) & allow_if(
        ACHIEVEMENT.can(achievement.state, "verify"), _("It is verified or withdrawn: evidence is no longer added.")
    )


def may_withdraw_achievement(actor: Actor, achievement: Achievement) -> Decision:
    """The provider withdraws what should not have been recorded, before it is verified."""
    return may_see_record(actor, achievement.engagement) & allow_if(
        ACHIEVEMENT.can(achievement.state, "withdraw"), _("Only what is not verified can be withdrawn.")
    )


def verifies(actor: Actor, contract: Contract) -> bool:
    """A verifier of the provider, or of the organisation that the contract names as its independent verifier."""
    scopes = (contract.service.public_id, contract.public_id)
    return any(actor.can(Permission.VERIFY, key, *scopes) for key in (contract.provider_id, contract.verifier_id) if key is not None)


def may_verify(actor: Actor, achievement: Achievement, verb: str = "verify") -> Decision:
    """Another account judges: never whoever recorded the achievement or its evidence, and never the keyworker."""
    return (
        allow_if(verifies(actor, achievement.engagement.contract), _("Only a verifier of this contract judges this."))
        & _is_another(actor, achievement)
        & allow_if(ACHIEVEMENT.can(achievement.state, verb), _NOT_NOW[verb]())
    )


_NOT_NOW = {
    "verify": lambda: _("It is verified already, or was withdrawn."),
    "refuse": lambda: _("It has been judged already."),
    "overturn": lambda: _("Only what is verified can be overturned."),
}


def _is_another(actor: Actor, achievement: Achievement) -> Decision:
    if actor.account_id is None:
        return ALLOWED
    evidence: list[Evidence] = list(achievement.evidence.all())
    involved = {achievement.recorded_by_id, achievement.engagement.keyworker_id, *(one.recorded_by_id for one in evidence)}
    return allow_if(actor.account_id not in involved, _("Whoever recorded it, or supports the person, does not verify it."))


# -- totals ------------------------------------------------------------------------------------------------------------------------


def may_record_return(actor: Actor, contract: Contract) -> Decision:
    """Provider managers report totals where no persons are recorded."""
    own = actor.can(Permission.MANAGE_CASELOADS, contract.provider_id, contract.service.public_id, contract.public_id)
    return allow_if(own, _("Only a provider manager reports totals.")) & allow_if(
        contract.state in (ContractState.LIVE, ContractState.ENDED), _("The contract is not live yet.")
    )


def may_verify_return(actor: Actor, totals: Return) -> Decision:
    """A verifier of the contract, who did not report the totals, confirms or refuses them while they stand."""
    contract = totals.contract
    judged: ReturnVerification | None = totals.verifications.order_by("-id").first()
    return (
        allow_if(
            verifies(actor, contract),
            _("Only a verifier of this contract confirms totals."),
        )
        & allow_if(
            actor.account_id is None or totals.recorded_by_id != actor.account_id, _("Whoever reported the totals does not confirm them.")
        )
        & allow_if(not hasattr(totals, "corrected_by"), _("A later return has taken the place of this one."))
        & allow_if(judged is None, _("These totals have been judged already."))
    )


# -- figures and files -------------------------------------------------------------------------------------------------------------


def providers_of(actor: Actor, service: Service) -> frozenset[int]:
    """The organisations of the actor that provide the service: their own figures are shown exactly."""
    roles = (Permission.MANAGE_CASELOADS, Permission.SUPPORT_PEOPLE)
    contracts = service.contracts.filter(state__in=(ContractState.LIVE, ContractState.ENDED)).values_list("provider_id", "public_id")
    held = ((provider, any(actor.can(role, provider, service.public_id, contract) for role in roles)) for provider, contract in contracts)
    return frozenset(provider for provider, is_held in held if is_held)


def may_see_delivery(actor: Actor, service: Service) -> Decision:
    """The provider's own people see exact figures; the commissioner sees counts large enough to hide everyone."""
    scopes = (service.public_id, service.programme.public_id)
    commissions = actor.can(Permission.SEE_DELIVERY, service.owner_organisation_id, *scopes)
    return allow_if(
        commissions or bool(providers_of(actor, service)), _("Only the provider and the commissioner of the service see its figures.")
    )


def may_import_readings(actor: Actor, organisation: Organisation) -> Decision:
    """Provider managers bring in readings from a file."""
    return allow_if(actor.can(Permission.IMPORT_READINGS, organisation), _("Only a provider manager brings in readings from a file."))

"""Roles as data: what each may do, in plain words, and which no one may hold together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    COMMISSIONER = "commissioner", _("Commissioner")
    PROVIDER = "provider", _("Provider")
    VERIFIER = "verifier", _("Verifier")


class Permission(models.TextChoices):
    """One thing a role may do, within its organisation and scope."""

    MANAGE_ACCOUNTS = "manage_accounts", _("invite people and give them roles")
    SEE_AUDIT = "see_audit", _("read what happened and who did it, without names or notes")
    SEE_CYCLE = "see_cycle", _("see programmes, services and contracts")
    EDIT_PRIORITIES = "edit_priorities", _("add priority areas, interventions and estimates")
    FACILITATE = "facilitate", _("run workshops and agree values")
    DECIDE_FUNDING = "decide_funding", _("decide which interventions are funded")
    EDIT_DESIGN = "edit_design", _("edit outcomes and services")
    RUN_OPPORTUNITY = "run_opportunity", _("prepare, open and close opportunities")
    OPEN_BIDS = "open_bids", _("open sealed proposals after the deadline, with a second person")
    EVALUATE = "evaluate", _("score proposals")
    AWARD = "award", _("award a contract")
    PROPOSE = "propose", _("write and submit proposals")
    EDIT_CONTRACT = "edit_contract", _("write contracts and propose variations")
    SIGN_FOR_COMMISSIONER = "sign_for_commissioner", _("sign for the commissioner")
    SIGN_FOR_PROVIDER = "sign_for_provider", _("sign for the provider")
    SUPPORT_PEOPLE = "support_people", _("see and record the journeys of the people they support")
    MANAGE_CASELOADS = "manage_caseloads", _("see the people of the provider's services and who supports them")
    SEE_DELIVERY = "see_delivery", _("see counts and distance travelled of a service, never a person")
    IMPORT_READINGS = "import_readings", _("bring in readings from a file")
    VERIFY = "verify", _("confirm or refuse achievements recorded by others")
    SEE_STATEMENTS = "see_statements", _("see statements, with people under a pseudonym")
    PREPARE_STATEMENT = "prepare_statement", _("gather claims into a statement")
    APPROVE_STATEMENT = "approve_statement", _("approve and pay statements")
    RECORD_LEARNING = "record_learning", _("write down what was learnt")
    HANDLE_DATA_CASES = "handle_data_cases", _("open a person's record for a data-protection case, each time on record")


class RoleName(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    COMMISSIONING_MANAGER = "commissioning_manager", _("Commissioning manager")
    ANALYST = "analyst", _("Analyst")
    FACILITATOR = "facilitator", _("Facilitator")
    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer")
    BID_OPENER = "bid_opener", _("Bid opener")
    EVALUATOR = "evaluator", _("Evaluator")
    CONTRACT_MANAGER = "contract_manager", _("Contract manager")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    BIDDER = "bidder", _("Bidder")
    PROVIDER_MANAGER = "provider_manager", _("Provider manager")
    KEYWORKER = "keyworker", _("Keyworker")
    VERIFIER = "verifier", _("Verifier")
    AUDITOR = "auditor", _("Auditor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data-protection officer")


@dataclass(frozen=True)
class Role:
    """A named set of permissions, the kinds of organisation that may have it, and what it is in one sentence."""

    name: RoleName
    description: Promise | str
    kinds: frozenset[OrganisationKind]
    permissions: frozenset[Permission]

    @property
    def permissions_in_order(self) -> list[Permission]:
        """In the order of the cycle, for people to read."""
        return [permission for permission in Permission if permission in self.permissions]

    @property
    def kinds_in_order(self) -> list[OrganisationKind]:
        return [kind for kind in OrganisationKind if kind in self.kinds]


_COMMISSIONER = frozenset({OrganisationKind.COMMISSIONER})
_PROVIDER = frozenset({OrganisationKind.PROVIDER})
_ANY = frozenset(OrganisationKind)
_P = Permission


def _role(name: RoleName, description: Promise | str, kinds: frozenset[OrganisationKind], *permissions: Permission) -> Role:
    return Role(name, description, kinds, frozenset(permissions))


ROLES: dict[str, Role] = {
    role.name.value: role
    for role in (
        _role(RoleName.ADMINISTRATOR, _("Looks after accounts and roles. Sees no person's record."), _ANY, _P.MANAGE_ACCOUNTS),
        _role(
            RoleName.COMMISSIONING_MANAGER,
            _("Leads a programme from priority to learning. Sees people only as counts."),
            _COMMISSIONER,
            _P.SEE_CYCLE, _P.EDIT_PRIORITIES, _P.DECIDE_FUNDING, _P.EDIT_DESIGN, _P.AWARD, _P.EDIT_CONTRACT,
            _P.SIGN_FOR_COMMISSIONER, _P.SEE_DELIVERY, _P.SEE_STATEMENTS, _P.RECORD_LEARNING,
        ),
        _role(
            RoleName.ANALYST, _("Gathers the numbers and checks them."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.EDIT_PRIORITIES, _P.SEE_DELIVERY,
        ),
        _role(
            RoleName.FACILITATOR, _("Runs the workshops and favours no area."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.FACILITATE,
        ),
        _role(
            RoleName.PROCUREMENT_OFFICER, _("Runs opportunities and keeps the file."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.RUN_OPPORTUNITY,
        ),
        _role(
            RoleName.BID_OPENER, _("One of two people who open sealed proposals together."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.OPEN_BIDS,
        ),
        _role(
            RoleName.EVALUATOR, _("Scores proposals alone, then agrees a score with the panel."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.EVALUATE,
        ),
        _role(
            RoleName.CONTRACT_MANAGER,
            _("Looks after contracts, targets and variations. Sees claim lines under a pseudonym, never readings."),
            _COMMISSIONER,
            _P.SEE_CYCLE, _P.EDIT_CONTRACT, _P.SIGN_FOR_COMMISSIONER, _P.SEE_DELIVERY, _P.SEE_STATEMENTS, _P.RECORD_LEARNING,
        ),
        _role(
            RoleName.FINANCE_OFFICER, _("Approves and pays statements. Sees claim lines under a pseudonym."), _COMMISSIONER,
            _P.SEE_CYCLE, _P.SEE_STATEMENTS, _P.APPROVE_STATEMENT,
        ),
        _role(RoleName.BIDDER, _("Writes and submits proposals for a provider."), _PROVIDER, _P.PROPOSE),
        _role(
            RoleName.PROVIDER_MANAGER,
            _("Runs a provider's services: caseloads, contracts, claims."),
            _PROVIDER,
            _P.SEE_CYCLE, _P.SIGN_FOR_PROVIDER, _P.EDIT_CONTRACT, _P.MANAGE_CASELOADS, _P.SUPPORT_PEOPLE, _P.SEE_DELIVERY,
            _P.IMPORT_READINGS, _P.SEE_STATEMENTS, _P.PREPARE_STATEMENT, _P.RECORD_LEARNING,
        ),
        _role(RoleName.KEYWORKER, _("Supports people and completes stars with them."), _PROVIDER, _P.SUPPORT_PEOPLE),
        _role(
            RoleName.VERIFIER,
            _("Checks that what is claimed is real. Never someone who recorded it or who pays for it."),
            frozenset({OrganisationKind.VERIFIER, OrganisationKind.PROVIDER}),
            _P.VERIFY,
        ),
        _role(
            RoleName.AUDITOR, _("Reads what happened and follows the money. Sees no names."), _ANY,
            _P.SEE_AUDIT, _P.SEE_CYCLE, _P.SEE_STATEMENTS,
        ),
        _role(
            RoleName.DATA_PROTECTION_OFFICER, _("Answers people's requests about their data, one logged case at a time."), _ANY,
            _P.SEE_AUDIT, _P.HANDLE_DATA_CASES,
        ),
    )
}  # fmt: skip

# Pairs that no one account may hold together in the whole deployment: (role, role, why).
SEPARATION: tuple[tuple[RoleName, RoleName, Promise | str], ...] = (
    (RoleName.KEYWORKER, RoleName.VERIFIER, _("whoever records an achievement does not verify it")),
    (RoleName.PROVIDER_MANAGER, RoleName.VERIFIER, _("whoever claims does not verify")),
    (RoleName.KEYWORKER, RoleName.FINANCE_OFFICER, _("whoever records an achievement does not pay for it")),
    (RoleName.PROVIDER_MANAGER, RoleName.FINANCE_OFFICER, _("whoever claims does not pay")),
    (RoleName.VERIFIER, RoleName.FINANCE_OFFICER, _("whoever verifies does not pay")),
    (RoleName.CONTRACT_MANAGER, RoleName.FINANCE_OFFICER, _("whoever agrees the terms does not approve the payment")),
    (RoleName.COMMISSIONING_MANAGER, RoleName.FINANCE_OFFICER, _("whoever signs the contract does not approve the payment")),
    (RoleName.BIDDER, RoleName.EVALUATOR, _("whoever bids does not judge bids")),
    (RoleName.BIDDER, RoleName.BID_OPENER, _("whoever bids does not open bids")),
    (RoleName.BIDDER, RoleName.PROCUREMENT_OFFICER, _("whoever bids does not run the opportunity")),
    (RoleName.BIDDER, RoleName.COMMISSIONING_MANAGER, _("whoever bids does not award")),
    (RoleName.PROVIDER_MANAGER, RoleName.EVALUATOR, _("whoever runs a provider does not judge bids")),
    (RoleName.PROVIDER_MANAGER, RoleName.COMMISSIONING_MANAGER, _("one person does not sign for both parties")),
    (RoleName.PROVIDER_MANAGER, RoleName.CONTRACT_MANAGER, _("one person does not sign for both parties")),
    (RoleName.FACILITATOR, RoleName.COMMISSIONING_MANAGER, _("a facilitator owns no area")),
    (RoleName.ADMINISTRATOR, RoleName.AUDITOR, _("whoever gives roles does not audit them")),
    (RoleName.ADMINISTRATOR, RoleName.FINANCE_OFFICER, _("whoever gives roles does not pay")),
    (RoleName.AUDITOR, RoleName.FINANCE_OFFICER, _("whoever pays does not audit payments")),
)


def conflict_between(one: str, other: str) -> Promise | str | None:
    """Why two roles may not be held by one account, or None when they may."""
    for left, right, reason in SEPARATION:
        if {one, other} == {left.value, right.value}:
            return reason
    return None

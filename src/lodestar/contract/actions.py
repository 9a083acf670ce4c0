"""Writing contracts: every act whole or not at all, each leaving an event. Nothing signed is ever rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.access.roles import OrganisationKind
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.decisions import allow_if
from lodestar.common.states import move
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Signature, Target
from lodestar.contract.policies import (
    may_draft_version,
    may_end_contract,
    may_propose_version,
    may_refuse_version,
    may_sign_version,
    may_write_contract,
    may_write_version,
    signing_party,
    writing_parties,
)
from lodestar.contract.queries import next_version_number, version_in_force, version_terms, who_has_not_signed
from lodestar.contract.states import CONTRACT, VERSION, ContractState
from lodestar.contract.terms import fault_messages
from lodestar.design.models import Outcome, Service
from lodestar.procure.models import Award


@action
def create_contract(
    *,
    service: Service,
    provider: Organisation,
    reference: str,
    title: str,
    starts_on: date,
    ends_on: date,
    by: Actor,
    award: Award | None = None,
    purchase_order: str = "",
    finance_reference: str = "",
    vat_basis_points: int = 0,
) -> Contract:
    """Begins a contract for a service with a provider, with an empty first version in the commissioner's hand."""
    may_write_contract(by, service).require()
    if provider.kind != OrganisationKind.PROVIDER:
        raise ValidationError({"provider": _("Choose an organisation that is a provider.")})
    contract = Contract(
        owner_organisation=service.owner_organisation,
        service=service,
        provider=provider,
        award=award,
        reference=reference,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        purchase_order=purchase_order,
        finance_reference=finance_reference,
        vat_basis_points=vat_basis_points,
    )
    contract.full_clean()
    contract.save()
    ContractVersion.objects.create(
        owner_organisation=contract.owner_organisation,
        contract=contract,
        number=1,
        effective_from=starts_on,
        proposed_by=contract.owner_organisation,
    )
    record("contract_created", subject=contract, by=by)
    return contract


@action
def draft_version(*, contract: Contract, effective_from: date, reason: str, by: Actor) -> ContractVersion:
    """Begins a variation as a copy of the version in force, in the hand of the party that proposes it."""
    may_draft_version(by, contract).require()
    if not contract.starts_on <= effective_from <= contract.ends_on:
        raise ValidationError({"effective_from": _("Choose a day within the contract.")})
    parties = writing_parties(by, contract)
    latest = version_in_force(contract, contract.ends_on)
    version = ContractVersion.objects.create(
        owner_organisation=contract.owner_organisation,
        contract=contract,
        number=next_version_number(contract),
        effective_from=effective_from,
        reason=reason,
        terms=latest.terms if latest else {},
        proposed_by=parties[0],
    )
    if latest:
        _copy_schedule(latest, version)
    record("contract_version_drafted", subject=version, by=by, number=version.number)
    return version


def _copy_schedule(source: ContractVersion, copy: ContractVersion) -> None:
    milestones: dict[int, Milestone] = {}
    for target in source.targets.all():
        steps = list(target.milestones.all())
        target.pk, target.public_id, target.version = None, Target._meta.get_field("public_id").get_default(), copy
        target._state.adding = True
        target.save()
        for step in steps:
            old = step.pk
            step.pk, step.public_id, step.target = None, Milestone._meta.get_field("public_id").get_default(), target
            step._state.adding = True
            step.save()
            milestones[old] = step
    for metric in source.metrics.all():
        metric.pk, metric.public_id, metric.version = None, Metric._meta.get_field("public_id").get_default(), copy
        metric.milestone = milestones[metric.milestone_id]
        metric._state.adding = True
        metric.save()


@action
def add_target(*, version: ContractVersion, outcome: Outcome, key: str, by: Actor, **parts: Any) -> Target:
    """Adds a six-part target tied to an outcome. `parts` are the target's own columns."""
    may_write_version(by, version).require()
    target = Target(owner_organisation=version.owner_organisation, version=version, outcome=outcome, key=key, **parts)
    target.full_clean()
    target.save()
    record("target_added", subject=target, by=by)
    return target


@action
def add_milestone(*, target: Target, key: str, name: str, verified_by: str, by: Actor, **more: Any) -> Milestone:
    """Adds a point that a person must reach on the way to a target, after those already there."""
    may_write_version(by, target.version).require()
    milestone = Milestone(
        owner_organisation=target.owner_organisation,
        target=target,
        key=key,
        name=name,
        verified_by=verified_by,
        position=target.milestones.count() + 1,
        **more,
    )
    milestone.full_clean()
    milestone.save()
    record("milestone_added", subject=milestone, by=by)
    return milestone


@action
def add_metric(*, version: ContractVersion, milestone: Milestone, by: Actor, **columns: Any) -> Metric:
    """Puts a price on a milestone of the version."""
    may_write_version(by, version).require()
    if milestone.target.version_id != version.pk:
        raise ValidationError({"milestone": _("Choose a milestone of this version.")})
    metric = Metric(owner_organisation=version.owner_organisation, version=version, milestone=milestone, **columns)
    metric.full_clean()
    metric.save()
    record("metric_added", subject=metric, by=by)
    return metric


@action
def set_terms(*, version: ContractVersion, terms: Mapping[str, Any], by: Actor) -> ContractVersion:
    """Sets how the version pays beside its metrics. Raises ValidationError with every fault the payment method finds."""
    may_write_version(by, version).require()
    version.terms = dict(terms)
    faults = fault_messages(version_terms(version))
    if faults:
        raise ValidationError(faults)
    version.save(update_fields=["terms"])
    record("contract_terms_set", subject=version, by=by)
    return version


@action
def write_schedule(
    *, version: ContractVersion, targets: Iterable[Mapping[str, Any]], terms: Mapping[str, Any], by: Actor
) -> ContractVersion:
    """The bulk form: targets with their milestones and metrics, and the terms, in one act.

    Each target is its columns with `outcome` and `milestones`, each milestone its columns with `metrics`, each metric its columns.
    """
    may_write_version(by, version).require()
    owner = version.owner_organisation
    for given in targets:
        columns = {name: value for name, value in given.items() if name != "milestones"}
        target = Target.objects.create(owner_organisation=owner, version=version, **columns)
        for position, step in enumerate(given.get("milestones", ()), start=1):
            step_columns = {name: value for name, value in step.items() if name != "metrics"}
            milestone = Milestone.objects.create(owner_organisation=owner, target=target, position=position, **step_columns)
            Metric.objects.bulk_create(
                Metric(owner_organisation=owner, version=version, milestone=milestone, **metric) for metric in step.get("metrics", ())
            )
    version.terms = dict(terms)
    faults = fault_messages(version_terms(version))
    if faults:
        raise ValidationError(faults)
    version.save(update_fields=["terms"])
    record("contract_schedule_written", subject=version, by=by, targets=version.targets.count(), metrics=version.metrics.count())
    return version


@action
def remove_target(*, target: Target, by: Actor) -> None:
    """Takes a target, its milestones and their prices out of a version that is still being written."""
    may_write_version(by, target.version).require()
    record("target_removed", subject=target, by=by)
    Metric.objects.filter(milestone__target=target).delete()
    target.milestones.all().delete()
    target.delete()


@action
def propose_version(*, version: ContractVersion, by: Actor) -> ContractVersion:
    """Puts a version to both parties. From here on it is never rewritten."""
    may_propose_version(by, version).require()
    faults = fault_messages(version_terms(version))
    if faults:
        raise ValidationError(faults)
    move(version, VERSION, "propose")
    record("contract_version_proposed", subject=version, by=by, number=version.number)
    return version


@action
def sign_version(*, version: ContractVersion, by: Actor, party: Organisation | None = None) -> Signature:
    """Signs for one party. With the second signature the version stands, and a first version makes the contract live.

    `party` is named only by the system, which may sign for either when it makes demo data.
    """
    party = party if by.is_system else signing_party(by, version.contract)
    may_sign_version(by, version, party).require()
    assert party is not None  # noqa: S101 — the policy refused otherwise
    signature = Signature.objects.create(version=version, organisation=party, signed_by=by.account, signed_at=now())
    waiting = who_has_not_signed(ContractVersion.objects.prefetch_related("signatures").get(pk=version.pk))
    if not waiting:
        move(version, VERSION, "sign")
        if version.contract.state == ContractState.DRAFT:
            move(version.contract, CONTRACT, "go_live")
    record("contract_version_signed", subject=version, by=by, number=version.number, party=party.public_id, stands=not waiting)
    return signature


@action
def refuse_version(*, version: ContractVersion, reason: str, by: Actor) -> ContractVersion:
    """Refuses a proposed version, with a reason that both parties see. What is in force stays in force."""
    may_refuse_version(by, version).require()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is refused.")})
    move(version, VERSION, "refuse", reason=f"{version.reason}\n\n{_('Refused:')} {reason}".strip())
    record("contract_version_refused", subject=version, by=by, number=version.number)
    return version


@action
def end_contract(*, contract: Contract, by: Actor) -> Contract:
    """Ends a live contract. Statements for what was achieved before can still be prepared."""
    may_end_contract(by, contract).require()
    move(contract, CONTRACT, "end")
    record("contract_ended", subject=contract, by=by)
    return contract


@action
def abandon_contract(*, contract: Contract, by: Actor) -> Contract:
    """Gives up a contract before it is signed."""
    may_write_contract(by, contract.service).require()
    allow_if(CONTRACT.can(contract.state, "abandon"), _("Only a contract that is not yet signed can be abandoned.")).require()
    move(contract, CONTRACT, "abandon")
    record("contract_abandoned", subject=contract, by=by)
    return contract

"""Writing contracts: every act whole or not at all, each leaving an event. Nothing signed is ever rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import SYSTEM, Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.access.roles import OrganisationKind
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.revisions import write_over
from lodestar.common.states import hold, move
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Signature, Target
from lodestar.contract.policies import (
    may_abandon_contract,
    may_draft_version,
    may_end_contract,
    may_propose_version,
    may_refuse_version,
    may_sign_version,
    may_take_back_version,
    may_write_contract,
    may_write_version,
    signing_parties,
    writing_parties,
)
from lodestar.contract.queries import next_version_number, version_in_force, version_terms, who_has_not_signed
from lodestar.contract.states import CONTRACT, VERSION, ContractState
from lodestar.contract.terms import fault_messages
from lodestar.design.actions import commission_service
from lodestar.design.models import Outcome, Service
from lodestar.design.states import SERVICE
from lodestar.procure.models import Award
from lodestar.ui.forms.fields import long_date


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
    verifier: Organisation | None = None,
    award: Award | None = None,
    purchase_order: str = "",
    finance_reference: str = "",
    vat_basis_points: int = 0,
) -> Contract:
    """Begins a contract for a service with a provider, with an empty first version in the commissioner's hand."""
    may_write_contract(by, service).require()
    if provider.kind != OrganisationKind.PROVIDER:
        raise ValidationError({"provider": _("Choose an organisation that is a provider.")})
    if verifier and verifier.kind != OrganisationKind.VERIFIER:
        raise ValidationError({"verifier": _("Choose an organisation that is a verifier.")})
    if award and (award.provider_id != provider.pk or award.opportunity.service_id != service.pk):
        raise ValidationError({"provider": _("The award is to another provider, or for another service.")})
    contract = Contract(
        owner_organisation=service.owner_organisation,
        service=service,
        provider=provider,
        verifier=verifier,
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
    """Begins a variation as a copy of the latest version signed, in the hand of the party that proposes it.

    It comes into force no earlier than what it changes, so that of two versions the later one always rules.
    """
    may_draft_version(by, contract).require()
    hold(contract)
    parties = writing_parties(by, contract)
    latest = version_in_force(contract, contract.ends_on)
    earliest = latest.effective_from if latest else contract.starts_on
    if not earliest <= effective_from <= contract.ends_on:
        said = _("Choose a day from %(first)s, when what it changes comes into force, to %(last)s, when the contract ends.")
        raise ValidationError({"effective_from": said % {"first": long_date(earliest), "last": long_date(contract.ends_on)}})
    version = ContractVersion.objects.create(
        owner_organisation=contract.owner_organisation,
        contract=contract,
        number=next_version_number(contract),
        effective_from=effective_from,
        reason=reason,
        terms=latest.terms if latest else {},
        follows=latest,
        proposed_by=parties[0],
    )
    if latest:
        _copy_schedule(latest, version)
    record("contract_version_drafted", subject=version, by=by, number=version.number)
    return version


R = TypeVar("R", Target, Milestone, Metric)


def _copy_schedule(source: ContractVersion, copy: ContractVersion) -> None:
    """Targets, milestones and metrics as new rows of the copy; the source's own rows are not touched."""
    milestones: dict[int, Milestone] = {}
    for target in source.targets.all():
        new_target = _copied(target, version=copy)
        for milestone in target.milestones.all():
            milestones[milestone.pk] = _copied(milestone, target=new_target)
    for metric in source.metrics.all():
        _copied(metric, version=copy, milestone=milestones[metric.milestone_id])


def _copied(row: R, **changes: Any) -> R:
    own = {"id", "public_id", "recorded_at", *changes}
    kept = {column.name: getattr(row, column.name) for column in row._meta.concrete_fields if column.name not in own}
    return type(row).objects.create(**kept, **changes)


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
def edit_target(*, target: Target, seen: datetime, by: Actor, **parts: Any) -> Target:
    """Changes a target of a version that is still being written. Raises Overtaken when someone else changed it since `seen`."""
    return _edited(target, target.version, seen, "target_edited", by, parts)


@action
def edit_milestone(*, milestone: Milestone, seen: datetime, by: Actor, **parts: Any) -> Milestone:
    """Changes a milestone of a version that is still being written. Raises Overtaken when someone else changed it since `seen`."""
    return _edited(milestone, milestone.target.version, seen, "milestone_edited", by, parts)


@action
def edit_metric(*, metric: Metric, seen: datetime, by: Actor, **parts: Any) -> Metric:
    """Changes a price of a version that is still being written. Raises Overtaken when someone else changed it since `seen`."""
    milestone = parts.get("milestone")
    if milestone is not None and milestone.target.version_id != metric.version_id:
        raise ValidationError({"milestone": _("Choose a milestone of this version.")})
    return _edited(metric, metric.version, seen, "metric_edited", by, parts)


def _edited(row: R, version: ContractVersion, seen: datetime, act: str, by: Actor, parts: Mapping[str, Any]) -> R:  # noqa: PLR0917
    may_write_version(by, version).require()
    changed = type(row)(**{column.name: getattr(row, column.name) for column in row._meta.concrete_fields} | dict(parts))
    changed._state.adding = False
    changed.full_clean()
    write_over(row, seen, **parts)
    record(act, subject=row, by=by)
    return row


@action
def remove_metric(*, metric: Metric, by: Actor) -> ContractVersion:
    """Takes a price out of a version that is still being written: its milestone is then not paid for."""
    may_write_version(by, metric.version).require()
    record("metric_removed", subject=metric, by=by)
    metric.delete()
    return metric.version


OUR_TERMS = frozenset({"start", "end", "metrics", "effective_from"})


@action
def set_terms(*, version: ContractVersion, terms: Mapping[str, Any], by: Actor, seen: datetime | None = None) -> ContractVersion:
    """Sets how the version pays beside its metrics. Raises ValidationError with every fault the payment method finds.

    Raises Overtaken when someone else set them since `seen`.
    """
    may_write_version(by, version).require()
    checked = _checked_terms(version, terms)
    write_over(version, seen or version.recorded_at, terms=checked)
    record("contract_terms_set", subject=version, by=by)
    return version


def _checked_terms(version: ContractVersion, terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms, when they can be paid by. What the contract and its rows say is not said again in them."""
    twice = sorted(OUR_TERMS & set(terms))
    if twice:
        raise ValidationError(_("The contract and its prices say this already: %(names)s.") % {"names": ", ".join(twice)})
    checked = dict(terms)
    version.terms = checked
    faults = fault_messages(version_terms(version))
    if faults:
        raise ValidationError(faults)
    return checked


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
    version.terms = _checked_terms(version, terms)
    version.save(update_fields=["terms"])
    record("contract_schedule_written", subject=version, by=by, targets=version.targets.count(), metrics=version.metrics.count())
    return version


@action
def remove_target(*, target: Target, by: Actor) -> ContractVersion:
    """Takes a target, its milestones and their prices out of a version that is still being written."""
    may_write_version(by, target.version).require()
    record("target_removed", subject=target, by=by)
    Metric.objects.filter(milestone__target=target).delete()
    target.milestones.all().delete()
    target.delete()
    return target.version


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
    hold(version)
    may_sign_version(by, version, party).require()
    signed = set(version.signatures.values_list("organisation", flat=True))
    mine = [party] if party is not None and by.is_system else signing_parties(by, version.contract)
    party = next(one for one in mine if one.pk not in signed)
    signature = Signature.objects.create(version=version, organisation=party, signed_by=by.account, signed_at=now())
    waiting = [one for one in who_has_not_signed(version) if one.pk != party.pk]
    if not waiting:
        move(version, VERSION, "sign")
        if version.contract.state == ContractState.DRAFT:
            _go_live(version.contract)
    record("contract_version_signed", subject=version, by=by, number=version.number, party=party.public_id, stands=not waiting)
    return signature


def _go_live(contract: Contract) -> None:
    """The first version stands: the contract is live, and its service, if it was ready, is commissioned."""
    move(contract, CONTRACT, "go_live")
    if SERVICE.can(contract.service.state, "commission"):
        commission_service(service=contract.service, by=SYSTEM)


@action
def refuse_version(*, version: ContractVersion, reason: str, by: Actor) -> ContractVersion:
    """Refuses a proposed version, with a reason that both parties see. What is in force stays in force."""
    may_refuse_version(by, version).require()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is refused.")})
    move(version, VERSION, "refuse", refused_reason=reason.strip())
    record("contract_version_refused", subject=version, by=by, number=version.number)
    return version


@action
def take_back_version(*, version: ContractVersion, by: Actor) -> ContractVersion:
    """Takes back a version that both have not yet signed. What is in force stays in force."""
    may_take_back_version(by, version).require()
    move(version, VERSION, "withdraw")
    record("contract_version_taken_back", subject=version, by=by, number=version.number)
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
    may_abandon_contract(by, contract).require()
    move(contract, CONTRACT, "abandon")
    record("contract_abandoned", subject=contract, by=by)
    return contract

"""Reading contracts: the version in force on a day, its schedule, and its terms as the payment method takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Signature, Target
from lodestar.contract.policies import may_sign_version
from lodestar.contract.states import ContractState, VersionState

AT_MOST = 200  # versions looked through for one person's signature


def contracts_for_viewer(viewer: Actor, *, state: str = "", words: str = "") -> QuerySet[Contract]:
    """The contracts of which the viewer's organisation is a party."""
    contracts = Contract.objects.visible_to(viewer).select_related("service", "provider", "owner_organisation")
    if state:
        contracts = contracts.filter(state=state)
    if words:
        contracts = contracts.filter(Q(title__icontains=words) | Q(reference__icontains=words) | Q(provider__name__icontains=words))
    return contracts


def versions_for_viewer(viewer: Actor, contract: Contract) -> list[ContractVersion]:
    """Every version the viewer may see, latest first, with signatures."""
    signatures = Prefetch("signatures", Signature.objects.select_related("organisation", "signed_by"))
    versions = ContractVersion.objects.visible_to(viewer).filter(contract=contract)
    return list(versions.select_related("proposed_by", "contract").prefetch_related(signatures).order_by("-number"))


def with_schedule(versions: QuerySet[ContractVersion]) -> QuerySet[ContractVersion]:
    """Versions with targets, outcomes, milestones and metrics at hand, whatever their number, in three queries more."""
    milestones = Prefetch("milestones", Milestone.objects.prefetch_related("metrics").order_by("position"))
    targets = Prefetch("targets", Target.objects.select_related("outcome", "outcome__framework").prefetch_related(milestones))
    return versions.prefetch_related(targets)


def version_in_force(contract: Contract, on: date) -> ContractVersion | None:
    """The signed version whose start is the latest not after the day; of two with one start, the later number."""
    signed = with_schedule(contract.versions.filter(state=VersionState.SIGNED, effective_from__lte=on))
    return signed.order_by("-effective_from", "-number").first()


def version_to_show(contract: Contract, on: date) -> ContractVersion | None:
    """The version in force on a day; before the first comes into force, the latest that is signed or proposed."""
    in_force = version_in_force(contract, on)
    if in_force:
        return in_force
    agreed_or_proposed = contract.versions.filter(state__in=(VersionState.SIGNED, VersionState.PROPOSED))
    return with_schedule(agreed_or_proposed).order_by("-number").first()


def metrics_in_force(contract: Contract) -> list[tuple[date, list[Metric]]]:
    """The metrics of each signed version with the day from which it rules, in order of those days."""
    signed = contract.versions.filter(state=VersionState.SIGNED).order_by("effective_from", "number")
    versions = signed.prefetch_related(Prefetch("metrics", Metric.objects.select_related("milestone__target")))
    return [(version.effective_from, list(version.metrics.all())) for version in _latest_of_each_day(versions)]


def metric_names(version: ContractVersion) -> dict[str, str]:
    """What each metric of a version is called."""
    milestones = (milestone for target in version.targets.all() for milestone in target.milestones.all())
    return {metric.key: metric.description for milestone in milestones for metric in milestone.metrics.all()}


def metric_terms(metric: Metric) -> dict[str, Any]:
    """A metric as the payment method takes it."""
    return {
        **metric.more,
        "id": metric.key,
        "description": metric.description,
        "kind": metric.kind,
        "price_pence": metric.price_pence,
        "max_per_person": metric.max_per_person,
    }


def version_terms(version: ContractVersion, metrics: Sequence[Metric] | None = None) -> dict[str, Any]:
    """A version's terms as the payment method takes them: start and end of the contract, metrics as rows, the rest as agreed."""
    contract = version.contract
    rows = metrics if metrics is not None else list(version.metrics.all())
    return {
        **version.terms,
        "start": contract.starts_on.isoformat(),
        "end": contract.ends_on.isoformat(),
        "metrics": [metric_terms(metric) for metric in rows],
    }


def terms_of_contract(contract: Contract) -> list[dict[str, Any]]:
    """Every signed version's terms with the day from which each rules."""
    signed = contract.versions.filter(state=VersionState.SIGNED).select_related("contract").prefetch_related("metrics")
    return [
        {"effective_from": version.effective_from.isoformat(), **version_terms(version)}
        for version in _latest_of_each_day(signed.order_by("effective_from", "number"))
    ]


def _latest_of_each_day(versions: QuerySet[ContractVersion]) -> list[ContractVersion]:
    by_day = {version.effective_from: version for version in versions}
    return list(by_day.values())


def next_version_number(contract: Contract) -> int:
    last = contract.versions.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def who_has_not_signed(version: ContractVersion) -> list[Organisation]:
    """The parties whose signature a proposed version waits for."""
    signed = {signature.organisation_id for signature in version.signatures.all()}
    return [party for party in (version.contract.owner_organisation, version.contract.provider) if party.pk not in signed]


def versions_to_sign(actor: Actor) -> list[ContractVersion]:
    """Proposed versions that wait for the actor's signature."""
    waiting = (
        ContractVersion.objects.visible_to(actor)
        .filter(state=VersionState.PROPOSED)
        .select_related("contract__service__programme", "contract__owner_organisation", "contract__provider", "follows")
        .prefetch_related("signatures")
    )
    return [version for version in waiting[:AT_MOST] if may_sign_version(actor, version)]


def contracts_near_end(actor: Actor, before: date) -> QuerySet[Contract]:
    """Live contracts that end before a day."""
    return Contract.objects.visible_to(actor).filter(state=ContractState.LIVE, ends_on__lte=before).order_by("ends_on")

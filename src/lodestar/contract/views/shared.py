"""What the pages of contracts share: the rows a viewer may see, and their schedule."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from lodestar.contract import queries, tables
from lodestar.contract.models import Contract, ContractVersion
from lodestar.contract.terms import in_plain_words
from lodestar.design.models import Service


def schedule_of(version: ContractVersion | None, may_write: bool = False) -> dict[str, Any]:
    """What `contract/schedule.html` shows of a version."""
    if version is None:
        return {"targets": [], "terms": []}
    targets = [(target, tables.milestones(target, may_write)) for target in version.targets.all()]
    return {"targets": targets, "terms": in_plain_words(version.terms, queries.metric_names(version))}


def contract_at(request: HttpRequest, public_id: str) -> Contract:
    contracts = Contract.objects.visible_to(request.actor).select_related(
        "service__programme", "provider", "verifier", "owner_organisation", "award"
    )
    contracts = contracts.annotate(sees_service=Exists(Service.objects.visible_to(request.actor).filter(pk=OuterRef("service"))))
    return get_object_or_404(contracts, public_id=public_id)


def versions_seen(request: HttpRequest) -> Any:
    return ContractVersion.objects.visible_to(request.actor).select_related(*up_to_contract())


def version_at(request: HttpRequest, public_id: str) -> ContractVersion:
    found: ContractVersion = get_object_or_404(versions_seen(request), public_id=public_id)
    return found


def up_to_contract(path: str = "") -> list[str]:
    steps = ("service__programme", "provider", "owner_organisation")
    return [*(f"{path}contract__{step}" for step in steps), f"{path}proposed_by", f"{path}follows"]


def address_of(row: Contract | ContractVersion) -> str:
    return reverse(f"contract:{'contract' if isinstance(row, Contract) else 'version'}_detail", args=[row.public_id])


def about(contract: Contract) -> list[tuple[str, str]]:
    return [(_("Contract"), contract.title), (_("Provider"), contract.provider.name)]

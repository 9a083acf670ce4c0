"""Outcome frameworks: own and shared ones, those that come ready-made, and the tree of what leads to what."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.roles import Permission
from lodestar.design.models import Outcome, OutcomeFramework, OutcomeLevel, OutcomeLink, Service
from lodestar.design.policies import may_add_framework
from lodestar.design.rows import LinkRow, OutcomeRow

RANK = {OutcomeLevel.EARLY: 0, OutcomeLevel.INTERMEDIATE: 1, OutcomeLevel.LATE: 2}


@dataclass(frozen=True)
class ReadyMade:
    """A framework that comes with Lodestar, to be adopted and then edited."""

    key: str
    name: str
    edition: str
    source: str
    about: str
    rows: tuple[OutcomeRow, ...]


@dataclass(frozen=True)
class Branch:
    """An outcome in the tree with what leads to it; `link` says why it leads to the one above; `is_elsewhere`: of another framework."""

    outcome: Outcome
    link: OutcomeLink | None
    branches: tuple[Branch, ...]
    is_elsewhere: bool


@dataclass(frozen=True)
class Tree:
    """A framework as an ordered text tree: aims with what leads to them, and outcomes that lead nowhere yet."""

    aims: tuple[Branch, ...]
    leading_nowhere: tuple[Branch, ...]


@cache
def ready_made_frameworks() -> tuple[ReadyMade, ...]:
    """Every framework that comes with Lodestar."""
    folder = files("lodestar.design") / "data" / "frameworks"
    texts = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return tuple(_ready_made(json.loads(one.read_text(encoding="utf-8"))) for one in texts)


def read_ready_made(key: str) -> ReadyMade | None:
    return next((one for one in ready_made_frameworks() if one.key == key), None)


def _ready_made(data: dict[str, Any]) -> ReadyMade:
    reason = data.get("reason_for_links", "")
    rows = tuple(_row(one, reason) for one in data["outcomes"])
    return ReadyMade(data["key"], data["name"], data["edition"], data["source"], data["about"], rows)


def _row(data: dict[str, Any], reason: str) -> OutcomeRow:
    plain = data["plain_words"]
    if data.get("also_called"):
        plain = f"{plain} {_('Also called: %(names)s.') % {'names': ', '.join(data['also_called'])}}"
    links = tuple(LinkRow(code, reason) for code in data.get("leads_to", ()))
    return OutcomeRow(data["code"], data["name"], data["level"], plain, data["kind"], leads_to=links)


def frameworks_for_viewer(viewer: Actor) -> QuerySet[OutcomeFramework]:
    """Own and shared frameworks with the number of their outcomes."""
    frameworks = OutcomeFramework.objects.visible_to(viewer).select_related("owner_organisation")
    found: QuerySet[OutcomeFramework] = frameworks.annotate(outcome_count=Count("outcomes", distinct=True)).order_by(
        "name", "edition", "pk"
    )
    return found


def organisations_to_add_in(viewer: Actor) -> QuerySet[Organisation]:
    """Where the viewer may add frameworks."""
    if viewer.is_system:
        return Organisation.objects.all()
    able = [key for key in viewer.organisations_with(Permission.EDIT_DESIGN) if may_add_framework(viewer, key)]
    return Organisation.objects.filter(pk__in=able).order_by("name")


def tree_of_framework(viewer: Actor, framework: OutcomeFramework) -> Tree:
    """What leads to what, from the aims down. An outcome that leads to several stands under each. Two queries.

    Outcomes of other frameworks stand in it where something of this one leads to them and the viewer may see them.
    """
    own = list(framework.outcomes.order_by("code"))
    seen = Outcome.objects.visible_to(viewer)
    links = list(OutcomeLink.objects.filter(source__framework=framework, target__in=seen).select_related("source", "target__framework"))
    into: dict[int, list[OutcomeLink]] = defaultdict(list)
    for link in sorted(links, key=lambda one: one.source.code):
        into[link.target_id].append(link)
    leading = {link.source_id for link in links}
    elsewhere = {link.target_id: link.target for link in links if link.target.framework_id != framework.pk}

    def branch(outcome: Outcome, link: OutcomeLink | None, above: frozenset[int]) -> Branch:
        below = [one for one in into[outcome.pk] if one.source_id not in above]
        under = tuple(branch(one.source, one, above | {outcome.pk}) for one in below)
        return Branch(outcome, link, under, outcome.framework_id != framework.pk)

    roots = [*elsewhere.values(), *(one for one in own if one.pk not in leading)]
    made = [branch(one, None, frozenset()) for one in sorted(roots, key=lambda one: (-RANK[OutcomeLevel(one.level)], one.code))]
    is_aim = [one.is_elsewhere or one.outcome.level == OutcomeLevel.LATE for one in made]
    return Tree(
        tuple(one for one, aim in zip(made, is_aim, strict=True) if aim),
        tuple(one for one, aim in zip(made, is_aim, strict=True) if not aim),
    )


def links_from(viewer: Actor, outcome: Outcome) -> QuerySet[OutcomeLink]:
    """Where an outcome leads."""
    seen = Outcome.objects.visible_to(viewer)
    return outcome.links_out.filter(target__in=seen).select_related("target__framework").order_by("target__level", "target__code")


def links_to(viewer: Actor, outcome: Outcome) -> QuerySet[OutcomeLink]:
    """What leads to an outcome."""
    seen = Outcome.objects.visible_to(viewer)
    return outcome.links_in.filter(source__in=seen).select_related("source__framework").order_by("source__level", "source__code")


def outcomes_to_lead_to(viewer: Actor, outcome: Outcome) -> QuerySet[Outcome]:
    """Outcomes of a later level that the viewer sees, those of the same framework first."""
    later = [level.value for level, rank in RANK.items() if rank > RANK[OutcomeLevel(outcome.level)]]
    found: QuerySet[Outcome] = Outcome.objects.visible_to(viewer).filter(level__in=later).select_related("framework")
    return found.order_by("framework__name", "framework__pk", "level", "code")


def outcome_choices_for_viewer(viewer: Actor) -> QuerySet[Outcome]:
    """Every outcome the viewer may point a service at, by framework and level."""
    found: QuerySet[Outcome] = Outcome.objects.visible_to(viewer).select_related("framework")
    return found.order_by("framework__name", "framework__pk", "level", "code")


def services_using(viewer: Actor, outcome: Outcome) -> QuerySet[Service]:
    """Services that are for an outcome, as far as the viewer sees them."""
    found: QuerySet[Service] = Service.objects.visible_to(viewer).filter(outcomes=outcome).order_by("name")
    return found

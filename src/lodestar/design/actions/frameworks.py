"""Adding, adopting and changing outcome frameworks."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Organisation
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.revisions import write_over
from lodestar.common.text import normalise
from lodestar.design.actions.outcomes import write_outcomes
from lodestar.design.models import OutcomeFramework, Service
from lodestar.design.policies import may_add_framework, may_edit_framework
from lodestar.design.queries import read_ready_made


@action
def add_framework(
    *, organisation: Organisation, name: str, edition: str, by: Actor, source: str = "", is_shared: bool = False
) -> OutcomeFramework:
    """Adds an empty framework."""
    may_add_framework(by, organisation).require()
    framework = _new(organisation, name, edition, source, is_shared)
    record("added_framework", subject=framework, by=by, is_shared=is_shared)
    return framework


@action
def adopt_framework(*, organisation: Organisation, key: str, by: Actor, is_shared: bool = False) -> OutcomeFramework:
    """Takes over a ready-made framework with its outcomes and links; from then on it is the organisation's own to edit."""
    may_add_framework(by, organisation).require()
    ready = read_ready_made(key)
    if ready is None:
        raise ValidationError({"key": _("There is no ready-made framework of that name.")})
    framework = _new(organisation, ready.name, ready.edition, ready.source, is_shared)
    outcomes = write_outcomes(framework, ready.rows)
    record("adopted_framework", subject=framework, by=by, key=key, outcomes=len(outcomes), is_shared=is_shared)
    return framework


@action
def edit_framework(
    *, framework: OutcomeFramework, seen: datetime, by: Actor, name: str, edition: str, source: str = "", is_shared: bool = False
) -> OutcomeFramework:
    """Changes what a framework says of itself; raises Overtaken when someone else did so since `seen`."""
    may_edit_framework(by, framework).require()
    if framework.is_shared and not is_shared and _is_used_by_others(framework):
        raise ValidationError({"is_shared": _("Another organisation has a service for one of its outcomes, so it stays shared.")})
    changes = {**_words(name, edition, source), "is_shared": is_shared}
    changed = OutcomeFramework.objects.get(pk=framework.pk)
    for field, value in changes.items():
        setattr(changed, field, value)
    changed.full_clean()
    write_over(framework, seen, **changes)
    record("edited_framework", subject=framework, by=by, is_shared=is_shared)
    return framework


def _new(organisation: Organisation, name: str, edition: str, source: str, is_shared: bool) -> OutcomeFramework:
    framework = OutcomeFramework(owner_organisation=organisation, is_shared=is_shared, **_words(name, edition, source))
    framework.full_clean()
    framework.save()
    return framework


def _words(name: str, edition: str, source: str) -> dict[str, str]:
    return {"name": normalise(name).strip(), "edition": normalise(edition).strip(), "source": normalise(source).strip()}


def _is_used_by_others(framework: OutcomeFramework) -> bool:
    owner = framework.owner_organisation_id
    return Service.objects.filter(outcomes__framework=framework).exclude(owner_organisation=owner).exists()

"""The cycle strip of programmes: where each stands, in a few words a verb, with the address of its next page."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.deliver.shown import shown_outside
from lodestar.learn.queries.learning import Standing, standing_of
from lodestar.prioritise.models import Programme
from lodestar.ui.status import Step

SHOWN_AT_HOME = 3


def strips_for(viewer: Actor, programmes: Sequence[Programme]) -> list[tuple[Programme, list[Step]]]:
    """Each programme with the seven steps of its strip; the first verb that is not done is where it stands."""
    standing = standing_of(viewer, programmes)
    return [(programme, _steps(programme, standing[programme.pk])) for programme in programmes]


def programmes_at_home(viewer: Actor) -> list[Programme]:
    """The programmes whose strip home shows: the latest that are not closed."""
    return list(Programme.objects.visible_to(viewer).exclude(state="closed").order_by("-financial_year", "-id")[:SHOWN_AT_HOME])


def _steps(programme: Programme, standings: Sequence[Standing]) -> list[Step]:
    steps, here = [], False
    for standing in standings:
        is_done = standing.total > 0 and standing.done == standing.total
        state = "done" if is_done and not here else ("here" if not here else "")
        here = here or state == "here"
        steps.append(Step(standing.verb, _note(standing), state, _address(programme, standing)))
    return steps


def _note(standing: Standing) -> str:
    """What there is of a verb, in a few words; counts of people's achievements only as they may be shown outside the provider."""
    total, done = standing.total, standing.done
    if not total:
        return ""
    notes = {
        "prioritise": ngettext("%(done)d of %(total)d decided", "%(done)d of %(total)d decided", total),
        "design": ngettext("%(total)d service", "%(total)d services", total),
        "procure": ngettext("%(total)d opportunity", "%(total)d opportunities", total),
        "contract": ngettext("%(done)d of %(total)d signed", "%(done)d of %(total)d signed", total),
        "pay": ngettext("%(done)d of %(total)d paid", "%(done)d of %(total)d paid", total),
        "learn": ngettext("%(total)d entry", "%(total)d entries", total),
    }
    if standing.verb == "deliver":
        return _("%(done)s milestones verified") % {"done": shown_outside(done)}
    return notes[standing.verb] % {"total": total, "done": done}


def _address(programme: Programme, standing: Standing) -> str:
    if standing.verb == "prioritise":
        return reverse("prioritise:programme_detail", args=[programme.public_id])
    return f"{reverse('learn:programme', args=[programme.public_id])}#{standing.verb}" if standing.total else ""

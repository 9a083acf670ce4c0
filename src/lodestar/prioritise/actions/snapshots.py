"""Keeping how an exercise stands."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.text import normalise
from lodestar.prioritise.models import FundingDecision, Programme, Snapshot
from lodestar.prioritise.policies import may_take_snapshot
from lodestar.prioritise.queries import digest_of_state, exercise_state

LONGEST_NAME = 120


@action
def take_snapshot(*, programme: Programme, name: str, by: Actor, decision: FundingDecision | None = None) -> Snapshot:
    """Keeps the whole of an exercise as it stands now, under a name and a digest. Raises ValidationError where the name cannot stand."""
    may_take_snapshot(by, programme).require()
    state = exercise_state(programme, decision.budget_pence if decision else None)
    snapshot = Snapshot(
        owner_organisation=programme.owner_organisation,
        programme=programme,
        name=normalise(name).strip(),
        decision=decision,
        taken_by=by.account,
        state=state,
        digest=digest_of_state(state),
    )
    snapshot.full_clean(exclude=["taken_by"])
    snapshot.save()
    record("took_snapshot", subject=snapshot, by=by, programme=programme.public_id, digest=snapshot.digest)
    return snapshot


def name_for(decision: FundingDecision) -> str:
    """What the snapshot that every decision leaves is called: the first of a day by the day, later ones by their number too."""
    same_day = decision.programme.decisions.filter(decided_on=decision.decided_on).count()
    name = _("Decision of %(day)s") % {"day": date_format(decision.decided_on, "j F Y")}
    return _("%(name)s, number %(n)d of that day") % {"name": name, "n": same_day} if same_day > 1 else name

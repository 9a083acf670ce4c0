"""Gather: the numbers of every intervention, figures asked of colleagues, rules every choice keeps, and checks."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lodestar.access.actor import Actor
from lodestar.prioritise.models import Programme
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.queries import GatheringCounts, Standing, gathering_counts
from lodestar.ui.status import Task


def rows(viewer: Actor, programme: Programme, standing: Standing) -> list[Task]:
    counts = gathering_counts(programme)
    return [_numbers(programme, standing), _asked(viewer, programme, counts), _rules(programme, counts), _checks(programme, standing)]


def _numbers(programme: Programme, standing: Standing) -> Task:
    url = reverse("prioritise:intervention_list", args=[programme.public_id])
    if not standing.interventions:
        return Task(_("Give each intervention its four numbers"), url, hint=_("People, benefit, probability and cost."))
    every, whole = standing.interventions, standing.interventions - standing.lacking
    said = ngettext(
        "%(whole)d of %(all)d intervention has all four.", "%(whole)d of %(all)d interventions have all four.", standing.interventions
    )
    state = "done" if not standing.lacking else "in_progress" if whole else "not_started"
    return Task(_("Give each intervention its four numbers"), url, state=state, hint=said % {"whole": whole, "all": every})


def _asked(viewer: Actor, programme: Programme, counts: GatheringCounts) -> Task:
    title = _("Ask colleagues for figures, or bring them in from a spreadsheet")
    if not (counts.waiting or counts.answered):
        url = reverse("prioritise:figure_sheet", args=[programme.public_id]) if may_edit_programme(viewer, programme) else ""
        return Task(title, url, hint=_("By a link without an account, or by paste."))
    url = reverse("prioritise:figure_requests", args=[programme.public_id])
    said = ngettext("%(n)d figure is waited for", "%(n)d figures are waited for", counts.waiting) % {"n": counts.waiting}
    if counts.overdue:
        said += ngettext(", %(n)d of them overdue", ", %(n)d of them overdue", counts.overdue) % {"n": counts.overdue}
    return Task(title, url, state="late" if counts.overdue else "in_progress" if counts.waiting else "done", hint=said)


def _rules(programme: Programme, counts: GatheringCounts) -> Task:
    url = reverse("prioritise:constraints", args=[programme.public_id])
    hint = ngettext("%(n)d rule is in force.", "%(n)d rules are in force.", counts.rules) % {"n": counts.rules}
    title = _("Say what every choice keeps: rules, fixed allocations, the same people")
    return Task(
        title, url, state="done" if counts.rules else "not_started", hint=hint if counts.rules else _("Or nothing, if nothing is fixed.")
    )


def _checks(programme: Programme, standing: Standing) -> Task:
    url = reverse("prioritise:checks", args=[programme.public_id]) if standing.interventions else ""
    return Task(_("Check the figures"), url, hint=_("Zero, shares, units, ranges, people counted twice."))

"""The checks of the figures: what they found, what was let stand and why."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms.figures import LetStandForm
from lodestar.prioritise.models import DismissedFinding
from lodestar.prioritise.policies import may_edit_programme
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import check_and_act


@require_safe
def checks(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every finding in plain words, with its place, why it matters and what to do."""
    programme = programme_seen(request, public_id)
    context = {
        "programme": programme,
        "hygiene": queries.hygiene_of(programme),
        "may_edit": may_edit_programme(request.actor, programme),
    }
    return render(request, "prioritise/checks.html", context)


@require_http_methods(["GET", "POST"])
def finding_let_stand(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lets one finding stand (?finding=…), with the reason."""
    programme = programme_seen(request, public_id)
    may_edit_programme(request.actor, programme).require()
    digest, back = request.GET.get("finding", ""), reverse("prioritise:checks", args=[programme.public_id])
    finding = next((one for one in queries.hygiene_of(programme).open if one.digest == digest), None)
    if finding is None:
        messages.info(request, _("That is no longer found: the figures have changed in the meantime."))
        return redirect(back)
    form = LetStandForm(request.POST or None)
    return check_and_act(
        request,
        lambda: actions.let_finding_stand(programme=programme, digest=digest, reason=form.cleaned_data["reason"], by=request.actor),
        heading=_("Let it stand"),
        rows=[(_("What was found"), finding.message), (_("Why it matters"), finding.why)],
        consequence=_("It is no longer shown among what is to be looked at. When one of its figures changes, it comes back."),
        done=_("It is let stand, with your reason."),
        back_url=back,
        form=form,
    )


@require_POST
def finding_restore(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(DismissedFinding.objects.visible_to(request.actor).select_related("programme"), public_id=public_id)
    actions.restore_finding(dismissed=found, by=request.actor)
    messages.success(request, _("It is shown again."))
    return redirect("prioritise:checks", found.programme.public_id)

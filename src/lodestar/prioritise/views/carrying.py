"""From one year's exercise to the next: carrying forward, and what differs from last year."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms import CarryForwardForm
from lodestar.prioritise.policies import may_carry_forward
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt


@require_http_methods(["GET", "POST"])
def carry_forward(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begins next year's exercise from this one."""
    programme = programme_seen(request, public_id)
    may_carry_forward(request.actor, programme).require()
    name, year = queries.next_year_of(programme)
    parts = queries.CarriedPart.choices
    initial = {"name": name, "financial_year": year, "parts": queries.CarriedPart.values}
    form = CarryForwardForm(request.POST or None, parts=parts, initial=initial)
    if request.method == "POST":
        made = attempt(form, lambda: actions.carry_forward(programme=programme, by=request.actor, **form.cleaned_data))
        if made:
            messages.success(request, _("The exercise is carried forward. Look at what has aged first."))
            return redirect("prioritise:last_year", made.public_id)
    back = reverse("prioritise:hand_over", args=[programme.public_id])
    return ask(
        request, form, _("Carry forward to next year"), back_url=back, caption=programme.name, submit=_("Begin next year’s exercise")
    )


@require_safe
def last_year(request: HttpRequest, public_id: str) -> HttpResponse:
    """What an exercise has otherwise than the one it follows, and which numbers are still last year's."""
    programme = programme_seen(request, public_id)
    if programme.follows is None:
        raise Http404
    question = queries.portfolio_question(programme)
    context = {
        "programme": programme,
        "earlier": programme.follows,
        "differences": queries.differences_from_last_year(programme, question),
        "aged": queries.numbers_carried(question),
    }
    return render(request, "prioritise/last_year.html", context)

"""Pages of figures: all numbers of an intervention at once, and one figure asked of a colleague by link."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodestar.prioritise import actions, queries
from lodestar.prioritise.forms import HINTS
from lodestar.prioritise.forms.figures import FigureAnswerForm, FigureRequestForm, FiguresForm
from lodestar.prioritise.models import FigureRequest, Intervention, Quantity
from lodestar.prioritise.policies import may_answer_figure_request, may_ask_for_figure, may_edit_intervention, may_edit_programme
from lodestar.prioritise.tries import count_wrong, too_many_wrong
from lodestar.prioritise.views.programmes import programme_seen
from lodestar.ui.acting import ask, attempt

BY_LINK = "figure"


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest, public_id: str) -> HttpResponse:
    """All numbers of one intervention on one page: what is changed is kept as a new estimate beside the earlier one."""
    intervention = _intervention(request, public_id)
    may_edit_intervention(request.actor, intervention).require()
    current = queries.current_estimates([intervention.pk]).get(intervention.pk, {})
    form = FiguresForm(request.POST or None, current=current, units=queries.usual_units(intervention.area.programme))
    back = reverse("prioritise:intervention_detail", args=[intervention.public_id])
    if request.method == "POST" and form.is_valid():
        rows = form.rows()
        if not rows:
            messages.info(request, _("Nothing was changed."))
            return redirect(back)
        kept = attempt(form, lambda: actions.add_estimates(intervention=intervention, rows=rows, by=request.actor))
        if kept:
            words = ngettext(
                "%(n)d number is kept. Earlier ones stay on record.", "%(n)d numbers are kept. Earlier ones stay on record.", len(kept)
            )
            messages.success(request, words % {"n": len(kept)})
            return redirect(back)
    context = {"form": form, "intervention": intervention, "programme": intervention.area.programme, "back_url": back}
    return render(request, "prioritise/figures.html", context)


@require_safe
def figure_requests(request: HttpRequest, public_id: str) -> HttpResponse:
    """What colleagues were asked for in a programme: waiting, overdue, answered."""
    programme = programme_seen(request, public_id)
    context = {
        "programme": programme,
        "requests": queries.figure_requests_of(request.actor, programme),
        "may_edit": may_edit_programme(request.actor, programme),
    }
    return render(request, "prioritise/figure_requests.html", context)


@require_http_methods(["GET", "POST"])
def figure_request_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks a colleague for one number of an intervention; the link is shown once."""
    intervention = _intervention(request, public_id)
    may_ask_for_figure(request.actor, intervention).require()
    form = FigureRequestForm(request.POST or None, initial={"quantity": request.GET.get("quantity", Quantity.PEOPLE)})
    if request.method == "POST":
        issued = attempt(form, lambda: actions.ask_for_figure(intervention=intervention, by=request.actor, **form.cleaned_data))
        if issued:
            return _show_link(request, issued)
    back = reverse("prioritise:intervention_detail", args=[intervention.public_id])
    return ask(request, form, _("Ask a colleague for a figure"), back_url=back, caption=intervention.name, submit=_("Make the link"))


@require_POST
def figure_request_renew(request: HttpRequest, public_id: str) -> HttpResponse:
    return _show_link(request, actions.renew_figure_link(request=_request(request, public_id), by=request.actor))


@require_POST
def figure_request_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _request(request, public_id)
    actions.withdraw_figure_request(request=found, by=request.actor)
    messages.success(request, _("The request is withdrawn. Its link no longer works."))
    return redirect("prioritise:figure_requests", found.intervention.area.programme.public_id)


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def figure_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link, without an account: the intervention, the question, and the answer or “I don’t know”."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if too_many_wrong(BY_LINK, address):
        return _closed(request, _("Too many links from here did not work. Try again in a quarter of an hour."), 429)
    found = queries.figure_request_by_token(token)
    if found is None:
        count_wrong(BY_LINK, address)
        return _closed(request, _("This link was used already, was withdrawn or is too old. Ask whoever sent it for a new one."), 404)
    decision = may_answer_figure_request(request.actor, found)
    if not decision:
        return _closed(request, decision.reason, 404)
    return _answer(request, found, address)


def _answer(request: HttpRequest, found: FigureRequest, address: str) -> HttpResponse:
    form = FigureAnswerForm(request.POST or None, quantity=Quantity(found.quantity))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.answer_figure_request(
                request=found, row=form.row() if form.is_known else None, reason=form.cleaned_data["reason"], by=request.actor
            ),
        )
        if done:
            return _unreferred(render(request, "prioritise/figure_thanks.html", {"found": found}))
        count_wrong(BY_LINK, address)
    context = {
        "form": form,
        "found": found,
        "intervention": found.intervention,
        "unit": queries.unit_asked(found),
        "hint": HINTS[Quantity(found.quantity)],
    }
    return _unreferred(render(request, "prioritise/figure_answer.html", context))


def _closed(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return _unreferred(render(request, "prioritise/figure_closed.html", {"reason": reason}, status=status))


def _unreferred(response: HttpResponse) -> HttpResponse:
    """The address holds a token, so it is told to nobody. Not "no-referrer": then browsers send forms with `Origin: null`."""
    response["Referrer-Policy"] = "strict-origin"
    return response


def _show_link(request: HttpRequest, issued: actions.IssuedFigureRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("prioritise:figure_answer", args=[issued.token]))
    context = {"address": address, "found": issued.request, "programme": issued.request.intervention.area.programme}
    return _unreferred(render(request, "prioritise/figure_link.html", context))


def _request(request: HttpRequest, public_id: str) -> FigureRequest:
    rows = FigureRequest.objects.visible_to(request.actor).select_related("intervention__area__programme", "owner_organisation")
    found: FigureRequest = get_object_or_404(rows, public_id=public_id)
    return found


def _intervention(request: HttpRequest, public_id: str) -> Intervention:
    rows = Intervention.objects.visible_to(request.actor).select_related("area__programme", "owner_organisation")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found

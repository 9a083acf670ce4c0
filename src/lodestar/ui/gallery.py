"""Every component in every state, with made-up content, for people who build pages and for the tests that look at them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from . import forms
from .autosave import autosaved
from .figures import Figure
from .status import Step, Task
from .tables import Column, DataTable

LONG = _("Help to keep a tenancy for people who have slept rough in the last twelve months and live with long-term breathing trouble")


class EverythingForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("What is the contract called?"), help_text=_("As it stands on its first page"), max_length=60)
    starts_on = forms.DateField(label=_("Start date"), help_text=_("For example, 1 4 2027"), not_before=dt.date(2026, 4, 1))
    price = forms.PoundsField(label=_("Price of one outcome"), max_value=50_000_00)
    people = forms.IntegerField(label=_("How many people is it for?"), min_value=1, max_value=5000)
    share = forms.DecimalField(label=_("Target"), min_value=0, max_value=100, help_text=_("Share of people who start"))
    email = forms.EmailField(label=_("Email address of the contract manager"), required=False)
    kind = forms.ChoiceField(
        label=_("What kind of agreement is it?"),
        choices=[("contract", _("Contract")), ("grant", _("Grant")), ("other", _("Something else"))],
        widget=forms.RadioSelect,
    )
    other_kind = forms.CharField(label=_("What is it?"), required=False)
    areas = forms.MultipleChoiceField(
        label=_("Where is it delivered?"),
        choices=[("north", _("North")), ("south", _("South")), ("none", _("Nowhere in particular"))],
        widget=forms.CheckboxSelectMultiple,
    )
    lot = forms.ChoiceField(label=_("Lot"), choices=[("", _("Choose a lot")), (_("Coast"), [("1", "1"), ("2", "2")]), ("3", "3")])
    voice = forms.ChoiceField(
        label=_("Who completed this star?"),
        choices=[("together", _("Together")), ("person", _("The person alone")), ("unknown", _("I don’t know yet"))],
        widget=forms.RadioSelect,
    )
    notes = forms.CharField(label=_("Notes"), widget=forms.Textarea, required=False, max_length=200)
    why = forms.CharField(label=_("Why was it chosen?"), widget=forms.Textarea, help_text=_("A few sentences are enough"))
    plan = forms.FileField(label=_("Delivery plan"), help_text=_("PDF or Word, up to 10 MB"), required=False)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False)
    reference = forms.CharField(label=_("Reference"), disabled=True, required=False, initial="7Q2F")
    agrees = forms.BooleanField(label=_("I have read the contract"), help_text=_("All of it, not only the summary"))

    looks = {
        "name": {"width": "two-thirds"},
        "people": {"width": 5},
        "share": {"width": 3, "suffix": "%"},
        "email": {"width": "two-thirds", "autocomplete": "email"},
        "kind": {"hints": {"grant": _("Money for a purpose, with no promise of results")}, "reveals": {"other": "other_kind"}},
        "areas": {"dividers": {"none": _("or")}, "exclusive": "none"},
        "voice": {"inline": True, "small": True},
        "notes": {"count": True, "rows": 4},
        "why": {"max_words": 50, "rows": 3},
        "reference": {"width": 10},
    }

    def clean_people(self) -> int:
        people: int = self.cleaned_data["people"]
        return people


class OneQuestionForm(forms.Form):
    starts_on = forms.DateField(label=_("When does the contract start?"), help_text=_("For example, 1 4 2027"))
    looks = {"starts_on": {"heading": "page"}}


class FilterForm(forms.Form):
    words = forms.CharField(label=_("Words"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), ("open", _("Open")), ("closed", _("Closed"))])
    looks = {"words": {"width": 20}}


FULL = {
    "name": "Steps to Work",
    "starts_on-day": "1",
    "starts_on-month": "April",
    "starts_on-year": "2027",
    "price": "1,250.50",
    "people": "120",
    "share": "45",
    "email": "r.okafor@example.org",
    "kind": "other",
    "other_kind": "A spot purchase",
    "areas": ["north", "south"],
    "lot": "2",
    "voice": "together",
    "notes": "“The mornings are still hard. The walking group is the good part of the week.”",
    "why": "It reaches people whom nobody else reaches.",
    "agrees": "on",
}
WRONG = {
    "name": "A name that is a good deal longer than anybody will want to read on a page",
    "starts_on-day": "31",
    "starts_on-month": "2",
    "starts_on-year": "2027",
    "price": "about 1,000",
    "people": "0",
    "share": "140",
    "email": "okafor",
    "kind": "",
    "lot": "",
    "notes": "x" * 230,
    "why": "",
}


def index(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    page = Paginator(range(200), 10).get_page(7)
    return render(request, "ui/gallery/index.html", {**_frame(), **_content(), "page_obj": page})


def form_states(request: HttpRequest, state: str) -> HttpResponse:
    """One field of each kind: empty, full, or with everything wrong; sent back to itself it is checked like any form."""
    states = {"empty": None, "full": FULL, "error": WRONG}
    if state not in states:
        raise Http404
    data = request.POST if request.method == "POST" else states[state]
    form = EverythingForm(data, request.FILES or None)
    context = {
        "form": form,
        "heading": _("Tell us about the contract"),
        "why": _("What you write here goes into the contract. You can change it until both sides have signed."),
        "back_url": reverse("components:index"),
        "autosave_url": reverse("components:autosave"),
        "cancel_url": reverse("components:index"),
        "submit": _("Save and continue"),
    }
    return render(request, "ui/question.html", {**_frame(), **context})


@require_POST
def autosave(request: HttpRequest) -> HttpResponse:
    """Answers as a form's draft view does, and keeps nothing."""
    return autosaved(request)


def layout(request: HttpRequest, name: str) -> HttpResponse:
    """One layout with made-up content."""
    layouts = _layouts()
    if name not in layouts:
        raise Http404
    template, context = layouts[name]
    return render(request, template, {**_frame(), "back_url": reverse("components:index"), **context})


def _frame() -> dict[str, Any]:
    names = [_("Home"), _("Prioritise"), _("Design"), _("Procure"), _("Contracts"), _("Deliver"), _("Pay"), _("Learn")]
    here = reverse("components:index")
    return {
        "signed_in": True,
        "navigation": [{"text": name, "href": here, "active": number == 0} for number, name in enumerate(names)],
        "account_label": _("Commissioning manager"),
        "account_url": here,
        "session_seconds": None,
    }


def _content() -> dict[str, Any]:
    return {
        "tasks": tasks(),
        "steps": steps(),
        "figures": [settled_figure(), cost_figure()],
        "options": options_table(),
        "wide": wide_table(),
        "empty": DataTable(
            caption=_("Bids"), columns=[Column(_("Bid"))], empty_text=_("No bids yet. They can be sent until 4 December at noon.")
        ),
        "rows": answers(),
        "layouts": list(_layouts()),
        "long": LONG,
        "states": ["empty", "full", "error"],
        "date_form": EverythingForm({"starts_on-day": "31", "starts_on-month": "3"}),
        "colours": [
            ("ink", "#10243e"),
            ("teal", "#0b6b6b"),
            ("wash", "#d7ecea"),
            ("gold", "#e0a21b"),
            ("plum", "#86305f"),
            ("grey", "#5b6770"),
            ("line", "#c9d1d6"),
        ],
    }


def tasks() -> list[Task]:
    today = timezone.localdate()
    here = reverse("components:index")
    return [
        Task(_("Sign the change to the target “in settled work for 26 weeks”"), here, _("Steps to Work contract"), today - dt.timedelta(7)),
        Task(_("Answer Harbour Trust’s request for help with referrals"), here, _("Harbour floating support"), today - dt.timedelta(1)),
        Task(_("Approve the October statement, £48,210.00"), here, _("Steps to Work contract"), today + dt.timedelta(7)),
        Task(LONG, here, _("Breathing well, 2027–28"), today + dt.timedelta(9), "in_progress", hint=_("3 of 5 parts written")),
        Task(
            _("Wait for scores from the respiratory group"),
            here,
            _("Breathing well, 2027–28"),
            today + dt.timedelta(11),
            "waiting",
            waiting_for=_("4 of 9 people"),
        ),
        Task(_("Publish the notice"), "", _("Breathing well, 2027–28"), None, "done"),
    ]


def steps() -> list[Step]:
    here = reverse("components:index")
    return [
        Step("prioritise", _("8 options, decided 9 October"), "done", here),
        Step("design", _("1 chain, 2 gaps"), "done", here),
        Step("procure", _("5 bids, sealed until 4 December, noon"), "here", here),
        Step("contract", _("from January")),
        Step("learn", _("3 lessons from 2025–26 waiting here"), "", here),
    ]


def settled_figure() -> Figure:
    here = reverse("components:index")
    return Figure(
        value=_("62 %"),
        label=_("of people who came were in settled housing six months on (53 of 85)"),
        definition=_("People in settled housing at their six-month reading, of all people who started at least seven months ago."),
        rule=_("Last reading within 30 days of six months. People who left early count as not settled."),
        people=85,
        missing=_("7 people have no six-month reading"),
        worked_out_at=timezone.now(),
        rows_url=here,
        csv_url=here,
        excel_url=here,
    )


def cost_figure() -> Figure:
    return Figure(
        value=_("£1,284.10"), label=_("for each settled home, all payments counted"), people=53, rule=_("Net of VAT; reversals taken off.")
    )


def options_table() -> DataTable:
    here = reverse("components:index")
    names = [_("Stop-smoking in clinics"), _("Hip school"), _("Pulmonary rehabilitation"), LONG]
    rows = [
        [names[0], 264_000, 2524, 9.6],
        [names[1], 610_000, 2940, 4.8],
        [names[2], 820_000, 3760, 4.6],
        [names[3], 540_000, None, None],
    ]
    return DataTable(
        caption=_("Options, best value first"),
        columns=[
            Column(_("Option")),
            Column(_("Cost"), True, _("£")),
            Column(_("Value"), True, _("health points")),
            Column(_("Per £1,000"), True),
        ],
        rows=rows,
        totals=[_("All"), 2_234_000, 9224, 4.1],
        note=_("One option has not been scored by the respiratory group."),
        can_copy=True,
        csv_url=here,
        excel_url=here,
    )


def wide_table() -> DataTable:
    months = ["April", "May", "June", "July", "August", "September", "October", "November", "December", "January", "February", "March"]
    rows = [[name, *range(start, start + 12)] for name, start in (("Started", 21), ("First plan", 17), ("In work at 13 weeks", 3))]
    return DataTable(
        caption=_("Milestones reached, month by month"),
        columns=[Column(_("Milestone")), *(Column(month, True) for month in months)],
        rows=rows,
        wide=True,
        small=True,
    )


def answers() -> list[tuple[Any, ...]]:
    here = reverse("components:index")
    return [
        (_("Contract"), _("Steps to Work"), here),
        (_("Start date"), _("1 April 2027"), here),
        (_("Price of one outcome"), "£1,250.50", here),
        (_("What it is for"), LONG, here),
        (_("Purchase order"), "", here),
    ]


def _layouts() -> dict[str, tuple[str, dict[str, Any]]]:
    here = reverse("components:index")
    page = Paginator(range(41), 4).get_page(2)
    return {
        "home": ("ui/gallery/home.html", {"tasks": tasks(), "steps": steps()}),
        "question": (
            "ui/question.html",
            {
                "form": OneQuestionForm(),
                "heading": _("When does the contract start?"),
                "heading_is_question": True,
                "caption": _("Steps to Work"),
            },
        ),
        "check-answers": (
            "ui/check_answers.html",
            {
                "heading": _("Check before you sign"),
                "caption": _("Steps to Work"),
                "rows": answers(),
                "consequence": _("Once both organisations have signed, the contract can only be changed by a variation."),
                "submit": _("Sign the contract"),
                "cancel_url": here,
            },
        ),
        "confirmation": (
            "ui/confirmation.html",
            {
                "heading": _("Contract signed"),
                "reference": "7Q2F 4KMX 9DWT",
                "rows": [(_("Signed by"), _("R. Okafor, Northshire Council")), (_("On"), _("21 November 2026 at 14:05"))],
                "next_steps": [_("Harbour Trust has been told and signs next."), _("You will see it on home when they have.")],
                "next_url": here,
                "next_label": _("Go to the contract"),
            },
        ),
        "list": (
            "ui/list.html",
            {
                "heading": _("Contracts"),
                "lead": _("Two need something from you."),
                "filter_form": FilterForm(),
                "filters_are_set": True,
                "table": options_table(),
                "page_obj": page,
                "new_url": here,
                "new_label": _("Start a contract"),
            },
        ),
        "list-empty": (
            "ui/list.html",
            {"heading": _("Contracts"), "empty_text": _("No contracts yet. The first one starts from an award.")},
        ),
        "report": (
            "ui/gallery/report.html",
            {
                "heading": _("Six in ten people were in settled housing six months on"),
                "caption": _("Harbour floating support, April to September 2026"),
                "summary": _("That is more than last year (54 %), and more than chance alone would give."),
                "as_at": timezone.localdate(),
                "prepared_by": _("Northshire Council"),
                "contents": [{"id": "figures", "label": _("Figures")}, {"id": "options", "label": _("Options")}],
                "sources": [_("Readings recorded by Harbour Trust, as at the date above")],
                "figures": [settled_figure(), cost_figure()],
                "options": options_table(),
            },
        ),
        "print": (
            "ui/gallery/print.html",
            {
                "heading": _("Panel pack"),
                "about": _("Breathing well, 2027–28, for the panel of 4 December"),
                "reference": "7Q2F",
                "rows": answers(),
                "options": options_table(),
            },
        ),
        "conflict": ("ui/conflict.html", _conflict()),
        "progress": (
            "ui/progress.html",
            {
                "heading": _("Working out distance travelled"),
                "state": "running",
                "done": 3120,
                "total": 8400,
                "cancel_url": here,
                "leave_url": here,
            },
        ),
        "progress-done": (
            "ui/progress.html",
            {"heading": _("Working out distance travelled"), "state": "done", "result_url": here, "leave_url": here},
        ),
        "session": (
            "ui/question.html",
            {
                "form": OneQuestionForm(),
                "heading": _("When does the contract start?"),
                "heading_is_question": True,
                "session_seconds": 180,
                "keep_alive_url": reverse("ui:keep_alive"),
            },
        ),
        "refused": ("403.html", {"reason": _("You recorded this milestone, so someone else has to verify it.")}),
        "not-found": ("404.html", {}),
        "bad-request": ("400.html", {}),
        "stale-form": ("403_csrf.html", {}),
        "fault": ("500.html", {}),
        "closed": ("503.html", {}),
    }


def _conflict() -> dict[str, Any]:
    return {
        "their_name": _("Mina Patel"),
        "their_time": timezone.now(),
        "hidden": {"version": "4"},
        "rows": [
            {
                "label": _("Plan for the week"),
                "name": "plan",
                "yours": _("Walking group on Tuesday.\nCall the housing office."),
                "theirs": _("Walking group on Thursday."),
                "can_keep_both": True,
            },
            {"label": _("Next meeting"), "name": "next", "yours": _("2 December 2026"), "theirs": ""},
        ],
    }

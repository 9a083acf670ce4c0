"""Notes to those who proposed: by proposer, one page each, and all in one file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lodestar.prioritise import queries
from lodestar.prioritise.models import FundingDecision, Intervention
from lodestar.prioritise.papers import note_words, notes_paper
from lodestar.ui.paper import pdf_response


@require_safe
def note_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every intervention that a decision speaks of, by who proposed it."""
    decision = _decision(request, public_id)
    by_proposer: dict[str, list[queries.NoteFacts]] = {}
    for note in queries.notes_of_decision(decision):
        by_proposer.setdefault(note.intervention.proposed_by, []).append(note)
    context = {"decision": decision, "programme": decision.programme, "proposers": list(by_proposer.items())}
    return render(request, "prioritise/note_list.html", context)


@require_safe
def notes_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """All notes of a decision in one file, or (?proposer=) those to one proposer."""
    decision = _decision(request, public_id)
    notes = queries.notes_of_decision(decision)
    if "proposer" in request.GET:
        notes = [one for one in notes if one.intervention.proposed_by == request.GET["proposer"]]
    if not notes:
        messages.error(request, _("There is nothing to tell that proposer."))
        return redirect("prioritise:note_list", decision.public_id)
    return pdf_response(notes_paper(notes), f"notes-{decision.public_id}")


@require_safe
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """One note, as a page to print."""
    facts = _facts(request, public_id)
    words = note_words(facts)
    context = {
        "note": words,
        "facts": facts,
        "heading": words.heading,
        "programme": facts.choice.state["programme"],
        "decision_id": facts.choice.decision_id,
        "decided_on": facts.choice.decided_on,
    }
    return render(request, "prioritise/note.html", context)


@require_safe
def note_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One note on paper."""
    return pdf_response(notes_paper([_facts(request, public_id)]), f"note-{public_id}")


def _facts(request: HttpRequest, public_id: str) -> queries.NoteFacts:
    interventions = Intervention.objects.visible_to(request.actor).select_related("area")
    intervention = get_object_or_404(interventions, public_id=public_id)
    decision = queries.decision_in_force(intervention)
    facts = queries.note_about(intervention, decision) if decision else None
    if facts is None:
        raise Http404
    return facts


def _decision(request: HttpRequest, public_id: str) -> FundingDecision:
    decision = queries.decision_for_viewer(request.actor, public_id)
    if decision is None:
        raise Http404
    return decision

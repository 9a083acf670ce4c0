"""The server's side of saving as you go: what `static/ui/autosave.js` expects to hear."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from .context import session_seconds


def is_autosave(request: HttpRequest) -> bool:
    """Whether this is a form saving itself rather than a person pressing a button: nothing that counts may follow from it."""
    return request.headers.get("X-Lodestar-Autosave") == "1"


def autosaved(request: HttpRequest, *, version: int | str | None = None) -> JsonResponse:
    """The draft is kept; `version` goes back into the form's hidden `version` for the next save."""
    facts: dict[str, int | str] = {"seconds": session_seconds(request)}
    if version is not None:
        facts["version"] = version
    return JsonResponse(facts)


def autosave_conflict() -> JsonResponse:
    """Someone else has changed the record: the page stops saving by itself and says so."""
    return JsonResponse({}, status=409)


def autosave_needs_correcting() -> JsonResponse:
    """The draft cannot be kept as it is; what was typed stays in the tab."""
    return JsonResponse({}, status=422)

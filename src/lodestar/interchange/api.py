"""The HTTP API: every calculation by name, with the same body and the same answer as `lodestar run`. Signed-in only."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Schema
from ninja.security import APIKeyCookie

from lodestar.methods import base

JSON = "application/json"


class SessionActor(APIKeyCookie):
    """Whoever is signed in on the pages; a request that changes nothing needs no more, one that sends a body sends the CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        actor = getattr(request, "actor", None)
        return actor if actor is not None and actor.is_signed_in else None


class MethodLine(Schema):
    """A calculation in the list: its name, version and one line."""

    name: str
    version: str
    summary: str


class FaultLine(Schema):
    """One fault: where it stands, what must hold, what was given."""

    where: str
    problem: str
    got: Any = None


class Faults(Schema):
    """Everything that is wrong, not the first thing only."""

    title: str
    errors: list[FaultLine]


class ResultLine(Schema):
    """The result of a calculation: its name, version and source, the digest of what was given, the value, its steps, its warnings."""

    method: str
    version: str
    source: str
    inputs_digest: str
    value: Any
    steps: list[Any]
    warnings: list[Any]


api = NinjaAPI(
    title="Lodestar",
    version="1",
    description="Calculations of outcomes-based commissioning, as data in and data out.",
    urls_namespace="api",
    auth=SessionActor(),
    docs_url=None,
)


@api.get("/methods", response=list[MethodLine], summary="Every calculation there is", operation_id="list_methods")
def list_methods(request: HttpRequest) -> Any:
    found = [base.find(name) for name in base.names()]
    return [{"name": one.name, "version": one.version, "summary": one.summary} for one in found]


@api.get(
    "/methods/{name}",
    response={200: dict[str, Any], 404: Faults},
    summary="The JSON Schemas of a calculation's input and result",
    operation_id="method_schema",
)
def method_schema(request: HttpRequest, name: Path[str]) -> Any:
    try:
        return 200, base.schema(name)
    except base.UnknownMethod as unknown:
        return 404, unknown.as_dict()


@api.post(
    "/methods/{name}",
    response={200: ResultLine, 404: Faults, 413: Faults, 422: Faults},
    summary="Work out a calculation",
    operation_id="run_method",
    openapi_extra={"requestBody": {"required": True, "content": {JSON: {"schema": {"type": "object"}}}}},
)
def run_method(request: HttpRequest, name: Path[str]) -> HttpResponse:
    """The input goes in as it is read from a file by `lodestar run`; the answer comes out byte for byte as it is printed there."""
    try:
        body = request.body
        if len(body) > base.MAX_BYTES:
            return _too_large()
        return _json(200, base.run_json(name, body))
    except RequestDataTooBig:
        return _too_large()
    except base.UnknownMethod as unknown:
        return _json(404, unknown.as_dict())
    except base.FaultyInput as faulty:
        return _json(422, faulty.as_dict())


def _too_large() -> HttpResponse:
    problem = _("must be at most %(most)s bytes") % {"most": f"{min(base.MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):,}"}
    return _json(413, {"title": _("The input is too large"), "errors": [{"where": "input", "problem": problem, "got": None}]})


def _json(status: int, data: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(data, allow_nan=False), status=status, content_type=JSON)

"""D2 on the HTTP API: whatever its own description allows and forbids, it answers as it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import FailureGroup, not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.attacks.forms import client_of
from tests.attacks.stage import Stage

pytestmark = pytest.mark.django_db
EXAMPLES = 200 if os.environ.get("LODESTAR_DEEP") else 20
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = ("list_methods", "method_schema", "run_method")


@contextmanager
def connection_stays() -> Iterator[None]:
    """A server closes its connection after a request; here it holds the house that is put back afterwards."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def signed_in(stage: Stage) -> dict[str, Any]:
    """What the pages of the house send along for somebody who is signed in."""
    client = client_of(stage, "anna")
    client.get("/account/password/")
    token = client.cookies["csrftoken"].value
    return {"cookies": {name: cookie.value for name, cookie in client.cookies.items()}, "headers": {"X-CSRFToken": token}}


@pytest.fixture(scope="module")
def described(stage: Stage) -> dict[str, Any]:
    """The operations by their ids, from the description that the house serves."""
    with connection_stays():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in operations}


def test_every_operation_is_attacked(described: dict[str, Any]) -> None:
    assert set(described) == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_answers_as_it_says(described: dict[str, Any], signed_in: dict[str, Any], name: str, mode: GenerationMode) -> None:
    operation = described[name]
    if mode is GenerationMode.NEGATIVE and name == "list_methods":
        return  # it asks nothing, so there is nothing to get wrong

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def attack(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, **signed_in)

    with connection_stays():
        attack()


def test_an_answer_that_is_not_as_described_is_found(described: dict[str, Any]) -> None:
    """Without signing in the answer is 401, which the description does not name: the check says so."""
    with connection_stays(), pytest.raises(FailureGroup, match="401"):
        described["list_methods"].Case().call_and_validate(checks=CHECKS)

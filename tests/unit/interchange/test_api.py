"""The HTTP API of methods: the same body and the same answer as the command line, for people who are signed in."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from lodestar.methods import base
from tests.cast import Cast

pytestmark = pytest.mark.django_db
BODY = {"kind": "proportion", "successes": 53, "n": 85}
ROOT = "/api/v1/methods"


def post(client: Client, name: str, body: str | bytes):  # type: ignore[no-untyped-def]
    return client.post(f"{ROOT}/{name}", body, content_type="application/json")


def test_nobody_calculates_without_signing_in(cast: Cast) -> None:
    stranger = cast.client()
    assert stranger.get(ROOT).status_code == 401
    assert stranger.get(f"{ROOT}/interval").status_code == 401
    assert post(stranger, "interval", json.dumps(BODY)).status_code == 401


def test_every_method_is_listed_with_its_schema(cast: Cast) -> None:
    client = cast.client("kim")
    listed = client.get(ROOT).json()
    assert [one["name"] for one in listed] == list(base.names())
    for one in listed:
        assert client.get(f"{ROOT}/{one['name']}").json() == base.schema(one["name"])


def test_same_body_same_answer_as_the_command_line(cast: Cast) -> None:
    answer = post(cast.client("anna"), "interval", json.dumps(BODY))
    assert answer.status_code == 200
    assert answer.content.decode() == json.dumps(base.run_json("interval", json.dumps(BODY)))


def test_bad_input_names_every_fault(cast: Cast) -> None:
    body = json.dumps({"kind": "proportion", "successes": -1, "n": "many", "weather": 3})
    answer = post(cast.client("anna"), "interval", body)
    with pytest.raises(base.FaultyInput) as faulty:
        base.run_json("interval", body)
    assert answer.status_code == 422
    assert answer.json() == json.loads(json.dumps(faulty.value.as_dict()))
    assert len(answer.json()["errors"]) >= 3


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"n": 1e999}', b'{"n": NaN}'])
def test_hostile_bodies_are_faults(cast: Cast, body: bytes) -> None:
    answer = post(cast.client("anna"), "interval", body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_unknown_method_is_said(cast: Cast) -> None:
    client = cast.client("anna")
    assert client.get(f"{ROOT}/weather").status_code == 404
    answer = post(client, "weather", "{}")
    assert answer.status_code == 404
    assert "must be one of" in answer.json()["errors"][0]["problem"]


def test_too_large_a_body_is_said(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = post(cast.client("anna"), "interval", json.dumps({**BODY, "x": "y" * 2000}))
    assert answer.status_code == 413
    assert "1,000 bytes" in answer.json()["errors"][0]["problem"]


def test_a_page_elsewhere_cannot_send_a_body_in_ones_name(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.account("anna"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert post(client, "interval", json.dumps(BODY)).status_code == 403


def test_description_is_openapi_3_1(cast: Cast) -> None:
    description = cast.client("anna").get("/api/v1/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) == {ROOT, f"{ROOT}/{{name}}"}

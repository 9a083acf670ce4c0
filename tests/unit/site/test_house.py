"""The house around every page: routes that are declared, errors that explain, headers that close, logs that keep quiet."""

from __future__ import annotations

import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import path, reverse

from lodestar.access.routes import PUBLIC, SIGNED_IN, TABLE, Route
from lodestar.site import middleware
from lodestar.site.health import Finding

OK, FOUND, BAD, FORBIDDEN, MISSING, NOT_ALLOWED, BROKEN, UNAVAILABLE = 200, 302, 400, 403, 404, 405, 500, 503


@pytest.fixture
def put_page(cast, settings, monkeypatch):
    """Puts one address, `/test-page/`, into the house, declared as asked."""
    import sys
    import types

    def put(view, who=SIGNED_IN, declared=True, methods=("GET", "POST")):
        from lodestar.site import urls

        module = types.ModuleType("urls_of_a_test")
        module.urlpatterns = [path("test-page/", view, name="test_page"), *urls.urlpatterns]
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(module, name, getattr(urls, name))
        monkeypatch.setitem(sys.modules, "urls_of_a_test", module)
        settings.ROOT_URLCONF = "urls_of_a_test"
        if declared:
            monkeypatch.setitem(TABLE, "test_page", Route("test_page", who, methods=methods))

    return put


def fine(request):
    from django.http import HttpResponse

    return HttpResponse("fine")


def test_undeclared_address_is_not_served_at_all(cast, put_page):
    put_page(fine, declared=False)
    assert cast.client("alice").get("/test-page/").status_code == MISSING
    assert Client().get("/test-page/").status_code == MISSING


def test_declared_address_is_served(cast, put_page):
    put_page(fine)
    assert cast.client("alice").get("/test-page/").content == b"fine"
    assert Client().get("/test-page/").status_code == FOUND


@pytest.mark.parametrize("verb", ["put", "patch", "delete", "trace"])
def test_verbs_that_are_not_declared_are_refused(cast, put_page, verb):
    put_page(fine, methods=("GET",))
    assert getattr(cast.client("alice"), verb)("/test-page/").status_code == NOT_ALLOWED


def test_every_address_of_the_house_is_declared():
    from django.urls import get_resolver

    from lodestar.site import urls

    assert urls.urlpatterns

    def names(patterns, prefix=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern.url_patterns, inner)
            else:
                yield f"{prefix}{pattern.name}"

    undeclared = [name for name in names(get_resolver("lodestar.site.urls").url_patterns) if name not in TABLE]
    assert undeclared == []


def test_script_that_asks_for_a_part_is_told_where_to_sign_in(db):
    answer = Client().get("/organisations/", headers={"hx-request": "true"})
    assert answer["HX-Redirect"].startswith("/sign-in/")


def test_post_of_nobody_is_not_come_back_to(db):
    assert Client().post(reverse("access:invite"))["Location"] == "/sign-in/"


@pytest.mark.parametrize("who", ["", "alice"])
def test_unknown_address_says_so(cast, who):
    answer = cast.client(who).get("/no-such-page/")
    assert answer.status_code == MISSING
    assert "There is no such page" in answer.content.decode()


def test_forged_post_is_refused_kindly(cast):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"login": "alice@example.org", "password": "x"})
    assert answer.status_code == FORBIDDEN
    assert "This page was open too long" in answer.content.decode()


def test_fault_of_ours_is_admitted_without_details(cast, put_page):
    def breaks(request):
        raise ValueError("Mrs Example of 1 High Street")

    put_page(breaks)
    client = cast.client("alice")
    client.raise_request_exception = False
    answer = client.get("/test-page/")
    assert answer.status_code == BROKEN
    assert "Sorry, something went wrong" in answer.content.decode()
    assert "High Street" not in answer.content.decode()


def test_database_that_is_away_is_told_apart(cast, put_page):
    def breaks(request):
        raise OperationalError("database or disk is full")

    put_page(breaks)
    client = cast.client("alice")
    client.raise_request_exception = False
    answer = client.get("/test-page/")
    assert answer.status_code == UNAVAILABLE
    assert answer["Retry-After"] == "10"
    assert "What you have saved is safe" in answer.content.decode()


def test_request_that_cannot_be_read_gets_a_page(cast):
    answer = cast.client("ada").get("/what-happened/?client__password=x")
    assert answer.status_code == BAD
    assert "We could not read that" in answer.content.decode()


def test_headers_are_closed(cast):
    answer = cast.client("alice").get("/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_other_host_names_are_refused(db):
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == BAD


def test_live_and_ready(db, cast):
    assert Client().get("/health/live").content == b"ok"
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (OK, {"ready": True})
    told = cast.client("nadia").get("/health/ready").json()
    assert {check["well"] for check in told["checks"]} == {True}
    assert "checks" not in cast.client("alice").get("/health/ready").json()


def test_not_ready_says_why_to_administrators_only(cast, monkeypatch):
    monkeypatch.setattr("lodestar.site.views.findings", lambda: [Finding("Disk", False, "1 MB free", "Free some space")])
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (UNAVAILABLE, {"ready": False})
    assert cast.client("nadia").get("/health/ready").json()["checks"][0]["fix"] == "Free some space"


def test_home_is_a_handful_of_queries(cast, django_assert_max_num_queries):
    client = cast.client("alice")
    client.get("/")
    with django_assert_max_num_queries(15):
        assert client.get("/").status_code == OK


@pytest.mark.parametrize(
    ("address", "shortened"),
    [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"), ("", ""), ("rubbish", ""), ("::1", "::1::")],
)
def test_network_addresses_are_shortened(address, shortened):
    assert middleware.shortened(address) == shortened


def logged_lines(caplog) -> str:
    from lodestar.site.logs import logging_settings

    made = logging_settings(as_json=True)["formatters"]["lodestar"]
    import structlog

    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=made["foreign_pre_chain"], processors=made["processors"])
    return "\n".join(formatter.format(record) for record in caplog.records)


def test_log_holds_no_token_no_query_no_address_no_name(cast, put_page, caplog):
    def breaks(request):
        raise ValueError("Mrs Example of 1 High Street")

    put_page(breaks)
    with caplog.at_level(logging.INFO):
        client = cast.client("alice")
        client.raise_request_exception = False
        client.get("/invitation/SECRET-TOKEN/")
        client.get("/organisations/?q=Mrs+Example")
        client.post("/sign-in/", {"login": "canary@example.org", "password": "canary-password"})
        client.get("/test-page/?name=Canary")
    said = logged_lines(caplog)
    assert '"route": "access:invitation"' in said
    assert '"error": "ValueError"' in said
    for secret in ("SECRET-TOKEN", "Example", "canary", "Canary", "High Street", "alice@", "127.0.0.1"):
        assert secret not in said, secret
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [MISSING, OK, FOUND, BROKEN]


def test_public_addresses_are_few_and_known():
    """Opening an address to everyone is decided here, by name."""
    ours = {name for name, route in TABLE.items() if route.who == PUBLIC and not name.startswith(("api:", "components:"))}
    in_the_room = {"join", "join_code", "come_back", "seat", "seat_board", "score", "seat_leave", "seat_sit", "wall", "wall_board"}
    assert ours == {
        "site:live", "site:ready", "access:set_up", "access:invitation", "access:new_password", "access:enter_demo",
        "account_login", "account_logout", "account_inactive", "mfa_login_webauthn", "mfa_authenticate",
        "site:join", "prioritise:figure_answer", *(f"prioritise:{name}" for name in in_the_room),
    }  # fmt: skip


def test_actor_of_a_request_is_nobody_before_sign_in(db):
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answers = []
    request.session = {}
    from django.http import HttpResponse

    middleware.ActorMiddleware(lambda seen: answers.append(seen.actor) or HttpResponse())(request)
    assert answers[0].is_signed_in is False

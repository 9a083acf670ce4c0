"""Signing in and out: one answer for known and unknown, locks that shut nobody else out, sessions that end when they must."""

from __future__ import annotations

import statistics
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from lodestar.access.models import Account
from lodestar.audit.models import Event
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
OK, FOUND, FORBIDDEN, MISSING, TOO_MANY = 200, 302, 403, 404, 429


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str):
    return client.post("/sign-in/", {"login": email, "password": password}, **extra)


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("access:account")).status_code == OK


def test_right_password_signs_in_and_goes_where_one_was_going(cast):
    client = cast.client()
    answer = client.post("/sign-in/?next=/organisations/", {"login": "ALICE@example.org ", "password": PASSWORD, "next": "/organisations/"})
    assert answer.status_code == FOUND
    assert answer["Location"] == "/organisations/"
    assert is_signed_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_never_leads_elsewhere(cast, elsewhere):
    answer = cast.client().post("/sign-in/", {"login": "alice@example.org", "password": PASSWORD, "next": elsewhere})
    assert answer.status_code == FOUND
    assert answer["Location"] == "/"


def words_of(answer) -> str:
    """The page without what differs anyway: tokens and what was typed."""
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", page)


def test_unknown_address_wrong_password_and_locked_account_get_the_same_page(cast):
    Account.objects.filter(email="anna@example.org").update(is_active=False)
    answers = [
        sign_in(cast.client(), "nobody@example.org", "wrong wrong wrong"),
        sign_in(cast.client(), "alice@example.org", "wrong wrong wrong"),
        sign_in(cast.client(), "anna@example.org", "wrong wrong wrong"),
        sign_in(cast.client(), "anna@example.org", PASSWORD),
    ]
    assert {answer.status_code for answer in answers} == {OK}
    assert len({words_of(answer) for answer in answers}) == 1
    assert "We do not know this e-mail address and password together" in answers[0].content.decode()


def test_known_and_unknown_addresses_take_the_same_time(cast, settings):
    settings.PASSWORD_HASHERS = ["lodestar.access.hashers.Argon2"]
    settings.AXES_ENABLED = False
    account = cast.account("alice")
    account.set_password(PASSWORD)
    account.save()

    def seconds(email: str) -> float:
        began = time.perf_counter()
        sign_in(Client(), email, "wrong wrong wrong")
        return time.perf_counter() - began

    seconds("alice@example.org")
    pairs = [(seconds("alice@example.org"), seconds(f"nobody{number}@example.org")) for number in range(15)]
    known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
    # A password hash takes some 30 ms of it: were it left out, the two would differ by most of the whole.
    # The difference itself (T-A8) is for a benchmark on a quiet machine.
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_real_hasher_is_argon2_within_its_limits(settings):
    from lodestar.access.hashers import Argon2

    parameters = Argon2().decode(Argon2().encode(PASSWORD, "some-salt-of-16b"))
    assert (parameters["memory_cost"], parameters["time_cost"], parameters["parallelism"]) == (19456, 2, 1)


def test_guessing_is_stopped_for_that_network_only(cast):
    attacker = Client(REMOTE_ADDR="203.0.113.7")
    answers = [sign_in(attacker, "alice@example.org", f"guess number {number}") for number in range(12)]
    assert answers[0].status_code == OK
    assert answers[-1].status_code == TOO_MANY
    assert sign_in(attacker, "alice@example.org").status_code == TOO_MANY
    assert not is_signed_in(attacker)
    victim = Client(REMOTE_ADDR="198.51.100.4")
    assert sign_in(victim, "alice@example.org").status_code == FOUND
    assert is_signed_in(victim)


def test_guessing_at_an_unknown_address_is_answered_alike(cast):
    attacker = Client(REMOTE_ADDR="203.0.113.7")
    codes = [sign_in(attacker, "nobody@example.org", f"guess number {number}").status_code for number in range(12)]
    known = Client(REMOTE_ADDR="203.0.113.8")
    assert codes == [sign_in(known, "alice@example.org", f"guess number {number}").status_code for number in range(12)]


def test_nobody_registers_themselves(client):
    for address in ("/sign-up/", "/signup/", "/accounts/signup/", "/account/email/", "/password/reset/"):
        assert client.get(address).status_code == MISSING


def test_signing_out_ends_the_session_for_good(cast):
    client = cast.client("alice")
    cookie = client.cookies["sessionid"].value
    assert client.post("/sign-out/").status_code == FOUND
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert not is_signed_in(thief)


def test_signing_out_needs_a_button(cast):
    client = cast.client("alice")
    assert client.get("/sign-out/").status_code == OK
    assert is_signed_in(client)


def test_session_changes_its_name_at_sign_in(cast):
    client = Client()
    session = client.session
    session["seen"] = True
    session.save()
    before = client.cookies["sessionid"].value
    sign_in(client, "alice@example.org")
    assert client.cookies["sessionid"].value != before


def test_idle_session_ends_after_fifteen_minutes(cast, time_machine):
    time_machine.move_to("2026-11-21T09:00:00Z", tick=False)
    client = cast.client("alice")
    assert is_signed_in(client)
    time_machine.shift(14 * 60 + 30)
    assert is_signed_in(client)
    time_machine.shift(15 * 60 + 31)
    answer = client.get("/organisations/")
    assert answer["Location"] == "/sign-in/?next=%2Forganisations%2F&ended=1"
    assert "signed out because nothing was opened" in client.get(answer["Location"]).content.decode()


def test_session_ends_after_twelve_hours_however_busy(cast, time_machine):
    time_machine.move_to("2026-11-21T09:00:00Z", tick=False)
    client = cast.client("alice")
    for _quarter in range(12 * 6):
        assert is_signed_in(client)
        time_machine.shift(10 * 60)
    time_machine.shift(1)
    assert not is_signed_in(client)


def test_polling_does_not_keep_a_session_alive(cast, time_machine):
    time_machine.move_to("2026-11-21T09:00:00Z", tick=False)
    client = cast.client("alice")
    client.get("/")
    for _minute in range(16):
        client.get("/health/live")
        time_machine.shift(60)
    assert not is_signed_in(client)


def test_new_password_ends_every_other_session(cast):
    here, elsewhere = cast.client("alice"), cast.client("alice")
    sent = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    assert here.post("/account/password/", sent).status_code == FOUND
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert Event.objects.filter(act="changed_password", actor_id=cast.account("alice").public_id).exists()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.django_db(transaction=True)
def test_one_time_codes_are_set_up_asked_for_and_not_used_twice(cast):
    here, elsewhere = cast.fresh_client("alice"), cast.client("alice")
    page = here.get("/account/codes/")
    assert page.status_code == OK
    secret = page.context["form"].secret
    assert here.post("/account/codes/", {"code": code_of(secret)}).status_code == FOUND
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    stored = Authenticator.objects.get(user=cast.account("alice"), type="totp").data["secret"]
    assert secret not in stored

    browser = Client()
    assert sign_in(browser, "alice@example.org")["Location"].startswith("/sign-in/code/")
    assert not is_signed_in(browser)
    assert "That is not the code" in browser.post("/sign-in/code/", {"code": "000000"}).content.decode()
    code = code_of(secret)
    assert browser.post("/sign-in/code/", {"code": code}).status_code == FOUND
    assert is_signed_in(browser)

    again = Client()
    sign_in(again, "alice@example.org")
    again.post("/sign-in/code/", {"code": code})
    assert not is_signed_in(again)


def test_guessing_codes_is_stopped(cast):
    TOTP.activate(cast.account("alice"), "JBSWY3DPEHPK3PXP")
    browser = Client()
    sign_in(browser, "alice@example.org")
    pages = [browser.post("/sign-in/code/", {"code": f"{number:06d}"}) for number in range(12)]
    assert "Too many tries" in pages[-1].content.decode()
    browser.post("/sign-in/code/", {"code": code_of("JBSWY3DPEHPK3PXP")})
    assert not is_signed_in(browser)


def test_recovery_code_signs_in_once(cast):
    TOTP.activate(cast.account("alice"), "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(cast.account("alice")).get_unused_codes()[0]
    outcomes = []
    for _time in range(2):
        browser = Client()
        sign_in(browser, "alice@example.org")
        browser.post("/sign-in/code/", {"code": code})
        outcomes.append(is_signed_in(browser))
    assert outcomes == [True, False]


@pytest.mark.parametrize(
    "address",
    ["/account/sign-in/", "/account/codes/", "/account/passkeys/", "/account/passkeys/add/", "/account/password/", "/account/is-it-you/"],
)
def test_pages_of_signing_in_are_drawn(cast, address):
    assert cast.fresh_client("alice").get(address).status_code == OK
    assert cast.client().get(address)["Location"].startswith("/sign-in/")


def test_pages_of_recovery_codes_are_drawn(cast):
    TOTP.activate(cast.account("alice"), "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(cast.account("alice"))
    client = cast.fresh_client("alice")
    assert client.get("/account/recovery-codes/").status_code == OK
    assert client.get("/account/recovery-codes/new/").status_code == OK
    assert client.get("/account/codes/end/").status_code == OK
    assert client.post("/account/recovery-codes/new/").status_code == FOUND


def test_passkey_sign_in_begins_with_a_challenge_and_refuses_rubbish(client, db):
    begun = client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    assert begun.json()["request_options"]["publicKey"]["challenge"]
    answer = client.post("/sign-in/passkey/", {"credential": '{"id": "AA", "rawId": "AA", "response": {}, "type": "public-key"}'})
    assert answer.status_code == FOUND
    assert answer["Location"] == "/sign-in/"
    assert not is_signed_in(client)


def test_signed_in_pages_are_kept_out_of_caches(cast):
    assert cast.client("alice").get("/")["Cache-Control"] == "no-store"


def test_cookies_are_closed(cast):
    client = Client()
    answer = sign_in(client, "alice@example.org")
    session = answer.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.get("/account/").cookies.get("csrftoken") is None or client.cookies["csrftoken"]["httponly"]

"""The demonstration: anyone made up can be entered with one click, nobody real ever."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import ROLES

pytestmark = pytest.mark.django_db
OK, FOUND, MISSING, NOT_ALLOWED = 200, 302, 404, 405


@pytest.fixture
def demo(cast, settings):
    """The cast as made-up people, except Carol, who is real."""
    settings.IS_DEMO = True
    Organisation.objects.exclude(pk=cast.southmoor.pk).update(is_demo=True)
    Account.objects.exclude(email="carol@example.org").update(is_demo=True)
    return cast


def enter(client, account, **sent):
    return client.post(reverse("access:enter_demo", args=[account.public_id]), sent)


def who(client) -> str:
    return client.get(reverse("access:account")).context["account"].email


def test_sign_in_page_offers_every_role_with_its_sentence(demo):
    page = unescape(Client().get("/sign-in/").content.decode())
    for role in ROLES.values():
        assert f'id="demo-{role.name}"' in page
        assert str(role.description) in page
    assert "Kim of Harbour Trust" in page
    assert "Carol" not in page


def test_one_click_enters(demo):
    client = Client()
    assert enter(client, demo.account("kim"), next="/organisations/")["Location"] == "/organisations/"
    assert who(client) == "kim@example.org"


def test_entering_leads_nowhere_else(demo):
    assert enter(Client(), demo.account("kim"), next="https://evil.example/")["Location"] == "/"


def test_nobody_is_entered_by_following_a_link(demo):
    assert Client().get(reverse("access:enter_demo", args=[demo.account("kim").public_id])).status_code == NOT_ALLOWED


def test_real_account_is_never_entered(demo):
    client = Client()
    assert enter(client, demo.account("carol")).status_code == MISSING
    assert client.get(reverse("access:account")).status_code == FOUND


def test_made_up_account_with_a_real_organisation_is_never_entered(demo):
    Membership.objects.create(account=demo.account("anna"), organisation=demo.southmoor, role="analyst")
    assert enter(Client(), demo.account("anna")).status_code == MISSING
    assert enter(Client(), demo.account("aziz")).status_code == MISSING


def test_locked_account_is_not_entered(demo):
    Account.objects.filter(pk=demo.account("kim").pk).update(is_active=False)
    assert enter(Client(), demo.account("kim")).status_code == MISSING


def test_without_the_demo_setting_nobody_is_entered(demo, settings):
    settings.IS_DEMO = False
    assert enter(Client(), demo.account("kim")).status_code == MISSING
    assert "demo-keyworker" not in Client().get("/sign-in/").content.decode()
    assert demo.client("kim").get(reverse("access:see_as")).status_code == MISSING


def test_real_account_does_not_turn_into_a_made_up_one(demo):
    client = demo.client("carol")
    assert enter(client, demo.account("kim")).status_code == MISSING
    assert client.get(reverse("access:see_as")).status_code == MISSING
    assert who(client) == "carol@example.org"


def test_every_page_says_as_whom_it_is_seen_and_leads_back(demo):
    client = Client()
    enter(client, demo.account("alice"))
    enter(client, demo.account("kim"))
    page = client.get("/").content.decode()
    assert "You see this as Kim of Harbour Trust: Keyworker." in page
    assert reverse("access:enter_demo", args=[demo.account("alice").public_id]) in page
    enter(client, demo.account("alice"))
    assert "Go back to where you came in" not in client.get("/").content.decode()


def test_changing_role_changes_everything_one_may_do(demo):
    client = Client()
    enter(client, demo.account("nadia"))
    assert client.get(reverse("access:people")).status_code == OK
    enter(client, demo.account("kim"))
    assert client.get(reverse("access:people")).status_code == 403


def test_made_up_administrator_is_not_asked_for_a_password_they_have_not(demo):
    client = Client()
    enter(client, demo.account("nadia"))
    assert client.get(reverse("access:invite")).status_code == OK


@pytest.mark.parametrize("address", ["/account/password/", "/account/password/first/", "/account/codes/", "/account/passkeys/add/"])
def test_made_up_account_gets_no_way_of_signing_in_of_its_own(demo, address):
    client = Client()
    enter(client, demo.account("kim"))
    answer = client.get(address)
    assert answer.status_code == 403
    assert "This account is made up" in answer.content.decode()

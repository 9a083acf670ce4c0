"""The first run, and accounts from the command line."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from lodestar.access.models import Account, Organisation
from lodestar.audit.models import Event
from lodestar.common.decisions import Refused
from lodestar.site.access.first_run import is_set_up_code, set_up_code
from lodestar.site.run.accounts import create_account, lock, password_link

pytestmark = pytest.mark.django_db
FOUND = 302


def given(**changes):
    return {
        "code": set_up_code(), "organisation": "Northshire", "kind": "commissioner", "name": "Nadia", "email": "nadia@example.org",
        "password": "lantern harbour quilt", **changes,
    }  # fmt: skip


def test_first_visit_leads_to_setting_up():
    assert Client().get("/sign-in/")["Location"] == reverse("access:set_up")


def test_code_makes_the_first_administrator_and_signs_them_in():
    client = Client()
    assert client.post(reverse("access:set_up"), given()).status_code == FOUND
    account = Account.objects.get()
    assert account.memberships.get().role == "administrator"
    assert client.get(reverse("access:people")).status_code == 200
    assert Event.objects.get().act == "set_up_lodestar"


def test_wrong_code_makes_nobody():
    page = Client().post(reverse("access:set_up"), given(code="AAAAA-AAAAA"))
    assert "That is not the code" in page.content.decode()
    assert not Account.objects.exists()
    assert not Organisation.objects.exists()


def test_code_is_useless_once_there_is_an_account(cast):
    assert Client().post(reverse("access:set_up"), given(email="m@example.org"))["Location"] == "/sign-in/"
    assert not Account.objects.filter(email="m@example.org").exists()


def test_code_is_read_as_people_type_it():
    assert is_set_up_code(set_up_code().lower().replace("-", " "))
    assert is_set_up_code(set_up_code().replace("0", "O").replace("1", "l"))
    assert not is_set_up_code("")
    assert not is_set_up_code(set_up_code()[:-1])


def test_account_from_the_command_line_sets_its_password_by_link():
    words = create_account(email="nadia@example.org", name="Nadia", organisation="Northshire", kind="commissioner", role="administrator")
    token = words.rstrip("/").rpartition("/")[2]
    account = Account.objects.get()
    assert not account.has_usable_password()
    assert Client().post(reverse("access:new_password", args=[token]), {"password": "lantern harbour quilt"}).status_code == FOUND
    account.refresh_from_db()
    assert account.check_password("lantern harbour quilt")


def test_command_line_keeps_separation_of_duties_and_makes_nothing_half(cast):
    with pytest.raises(Refused, match="has no role of Keyworker"):
        create_account(email="k@example.org", name="K", organisation="New Place", kind="commissioner", role="keyworker")
    assert not Account.objects.filter(email="k@example.org").exists()
    assert not Organisation.objects.filter(name="New Place").exists()


@pytest.mark.parametrize(("email", "role"), [("alice@example.org", "analyst"), ("not an address", "analyst"), ("x@example.org", "king")])
def test_command_line_refuses_in_words(cast, email, role):
    with pytest.raises(ValidationError):
        create_account(email=email, name="X", organisation="Northshire Council", kind="commissioner", role=role)


def test_locking_and_links_from_the_command_line(cast):
    assert "Locked" in lock(email="alice@example.org", locks=True)
    assert not Account.objects.get(email="alice@example.org").is_active
    lock(email="alice@example.org", locks=False)
    assert "/new-password/" in password_link(email="alice@example.org")
    with pytest.raises(LookupError):
        lock(email="nobody@example.org", locks=True)

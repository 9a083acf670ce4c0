"""Pages of administrators and of everyone's own account: who gets them, who is refused and why, who is not even told."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from lodestar.access.actions import give_password_link, invite_person
from lodestar.access.models import Account, Invitation, Membership, Organisation
from lodestar.audit.models import Event

pytestmark = pytest.mark.django_db
OK, FOUND, FORBIDDEN, MISSING, NOT_ALLOWED = 200, 302, 403, 404, 405


ADMIN_PAGES = ["access:people", "access:invite", "access:organisations"]


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_administrator_opens(cast, name):
    assert cast.fresh_client("nadia").get(reverse(name)).status_code == OK


@pytest.mark.parametrize("name", ["access:people", "access:invite"])
def test_other_roles_are_refused_with_the_reason(cast, name):
    response = cast.client("alice").get(reverse(name))
    assert response.status_code == FORBIDDEN
    assert "invite people and give them roles" in response.content.decode()


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_nobody_signed_in_is_sent_to_sign_in_and_back(cast, name):
    response = cast.client().get(reverse(name))
    assert response.status_code == FOUND
    assert response["Location"] == f"/sign-in/?next={reverse(name).replace('/', '%2F')}"


def test_people_of_other_organisations_are_not_listed(cast):
    page = cast.client("nadia").get(reverse("access:people")).content.decode()
    assert "frank@example.org" in page
    assert "carol@example.org" not in page


def test_account_of_another_organisation_does_not_exist(cast):
    address = reverse("access:person", args=[cast.account("carol").public_id])
    assert cast.client("nadia").get(address).status_code == MISSING
    assert cast.client("simon").get(address).status_code == OK


@pytest.mark.parametrize("name", ["access:lock", "access:password_link"])
def test_account_of_another_organisation_cannot_be_acted_on(cast, name):
    address = reverse(name, args=[cast.account("carol").public_id])
    assert cast.fresh_client("nadia").post(address).status_code == MISSING
    assert cast.account("carol").__class__.objects.get(pk=cast.account("carol").pk).is_active


def test_invitation_is_made_shown_once_and_taken_up(cast):
    client = cast.fresh_client("nadia")
    sent = {"name": "Gwen Price", "email": "Gwen@Example.org", "role": "analyst"}
    page = client.post(reverse("access:invite"), sent).content.decode()
    address = re.search(r'value="http://testserver(/invitation/[^"]+)"', page).group(1)
    assert address.rsplit("/", 2)[1] not in Invitation.objects.get().token_digest

    guest = cast.client()
    assert "Northshire Council" in guest.get(address).content.decode()
    answer = guest.post(address, {"name": "Gwen Price", "password": "correct horse battery"})
    assert answer.status_code == FOUND
    gwen = Account.objects.get(email="gwen@example.org")
    assert [held.role for held in gwen.memberships.all()] == ["analyst"]
    assert guest.get(reverse("access:account")).status_code == OK
    assert Event.objects.filter(act="accepted_invitation", actor_id=gwen.public_id).count() == 1

    again = cast.client().post(address, {"name": "Mallory", "password": "correct horse battery"})
    assert "used already" in again.content.decode() or "There is an account" in again.content.decode()
    assert Account.objects.filter(email="gwen@example.org").count() == 1


def test_weak_password_is_refused_beside_its_field(cast):
    issued = invite_person(organisation=cast.northshire, email="gwen@example.org", name="Gwen", role="analyst", by=cast.actor("nadia"))
    page = cast.client().post(reverse("access:invitation", args=[issued.token]), {"name": "Gwen", "password": "short"})
    assert 'id="id_password-error"' in page.content.decode()
    assert not Account.objects.filter(email="gwen@example.org").exists()


def test_invitation_that_was_withdrawn_or_ran_out_opens_nothing(cast, time_machine):
    issued = invite_person(organisation=cast.northshire, email="gwen@example.org", name="Gwen", role="analyst", by=cast.actor("nadia"))
    late = invite_person(organisation=cast.northshire, email="gwyn@example.org", name="Gwyn", role="analyst", by=cast.actor("nadia"))
    client = cast.client("nadia")
    assert client.post(reverse("access:withdraw", args=[issued.invitation.public_id])).status_code == FOUND
    for token in (issued.token, late.token):
        Invitation.objects.filter(pk=late.invitation.pk).update(expires_at="2020-01-01T00:00Z")
        page = cast.client().post(reverse("access:invitation", args=[token]), {"name": "G", "password": "correct horse battery"})
        assert "used already, was withdrawn or is too old" in page.content.decode()
    assert not Account.objects.filter(email__startswith="gw").exists()


def test_guessed_link_is_not_found(cast):
    assert cast.client().get(reverse("access:invitation", args=["x" * 43])).status_code == MISSING
    assert cast.client().get(reverse("access:new_password", args=["x" * 43])).status_code == MISSING


def test_role_kept_apart_is_refused_in_words(cast):
    client = cast.fresh_client("nadia")
    page = client.post(reverse("access:give_role", args=[cast.account("frank").public_id]), {"role": "contract_manager"}).content.decode()
    assert "whoever agrees the terms does not approve the payment" in page
    assert cast.account("frank").memberships.count() == 1


def test_given_role_ends_sessions_of_the_one_who_gets_it(cast):
    alice = cast.client("alice")
    assert alice.get("/").status_code == OK
    client = cast.fresh_client("nadia")
    answer = client.post(reverse("access:give_role", args=[cast.account("alice").public_id]), {"role": "analyst"})
    assert answer.status_code == FOUND
    assert cast.actor("alice").roles == {"commissioning_manager", "analyst"}
    assert alice.get("/").status_code == FOUND


def test_ended_role_is_in_force_at_the_next_request(cast):
    frank = cast.client("frank")
    role = Membership.objects.get(account=cast.account("frank"))
    client = cast.fresh_client("nadia")
    assert client.get(reverse("access:end_role", args=[role.public_id])).status_code == OK
    assert client.post(reverse("access:end_role", args=[role.public_id])).status_code == FOUND
    assert frank.get("/").status_code == FOUND
    assert cast.actor("frank").roles == frozenset()


def test_last_administrator_stays(cast):
    role = Membership.objects.get(account=cast.account("nadia"))
    answer = cast.fresh_client("nadia").post(reverse("access:end_role", args=[role.public_id]))
    assert answer.status_code == FORBIDDEN
    assert "last administrator" in answer.content.decode()


def test_locked_account_is_out_and_comes_back(cast):
    alice = cast.client("alice")
    client = cast.fresh_client("nadia")
    address = reverse("access:lock", args=[cast.account("alice").public_id])
    client.post(address)
    assert alice.get("/").status_code == FOUND
    assert not Account.objects.get(pk=cast.account("alice").pk).is_active
    client.post(address)
    assert Account.objects.get(pk=cast.account("alice").pk).is_active


def test_power_is_given_only_after_showing_again_who_one_is(cast):
    client = cast.client("nadia")
    answer = client.get(reverse("access:invite"))
    assert answer.status_code == FOUND
    assert answer["Location"].startswith("/account/is-it-you/")
    sent = client.post("/account/is-it-you/?next=/people/invite/", {"password": "lantern harbour quilt"})
    assert sent.status_code == FOUND
    assert client.get(reverse("access:invite")).status_code == OK


def test_what_was_sent_before_showing_who_one_is_is_not_lost(cast):
    client = cast.client("nadia")
    client.post(reverse("access:lock", args=[cast.account("alice").public_id]))
    assert Account.objects.get(pk=cast.account("alice").pk).is_active
    address = f"/account/is-it-you/?next={reverse('access:lock', args=[cast.account('alice').public_id])}"
    client.post(address, {"password": "lantern harbour quilt", "next": reverse("access:lock", args=[cast.account("alice").public_id])})
    assert not Account.objects.get(pk=cast.account("alice").pk).is_active


def test_password_link_works_once(cast):
    issued = give_password_link(account=cast.account("alice"), by=cast.actor("nadia"))
    address = reverse("access:new_password", args=[issued.token])
    alice = cast.client("alice")
    assert cast.client().post(address, {"password": "another long password"}).status_code == FOUND
    assert alice.get("/").status_code == FOUND
    assert Account.objects.get(pk=cast.account("alice").pk).check_password("another long password")
    assert "used already" in cast.client().post(address, {"password": "yet another password"}).content.decode()
    assert Account.objects.get(pk=cast.account("alice").pk).check_password("another long password")


def test_newer_password_link_ends_the_older(cast):
    first = give_password_link(account=cast.account("alice"), by=cast.actor("nadia"))
    give_password_link(account=cast.account("alice"), by=cast.actor("nadia"))
    page = cast.client().get(reverse("access:new_password", args=[first.token]))
    assert "used already or is too old" in page.content.decode()


def test_organisation_added_gets_its_first_administrator_from_whoever_added_it(cast):
    client = cast.fresh_client("nadia")
    assert client.post(reverse("access:add_organisation"), {"name": "Fell View", "kind": "provider"}).status_code == FOUND
    added = Organisation.objects.get(name="Fell View")
    page = client.get(reverse("access:invite"), {"organisation": added.public_id})
    assert "Fell View" in page.content.decode()
    assert 'value="provider_manager"' not in page.content.decode()
    sent = {"name": "Fay", "email": "fay@example.org", "role": "administrator"}
    assert client.post(f"{reverse('access:invite')}?organisation={added.public_id}", sent).status_code == OK
    assert Invitation.objects.get(email="fay@example.org").organisation == added


def test_provider_adds_no_organisation(cast):
    answer = cast.fresh_client("hana").post(reverse("access:add_organisation"), {"name": "Fell View", "kind": "provider"})
    assert answer.status_code == FORBIDDEN


def test_organisation_of_others_does_not_exist(cast):
    address = reverse("access:organisation", args=[cast.southmoor.public_id])
    assert cast.client("nadia").get(address).status_code == MISSING
    assert cast.client("carol").get(address).status_code == OK


@pytest.mark.parametrize("name", ["access:roles", "access:account", "access:organisations", "jobs:list"])
def test_everyone_signed_in_opens(cast, name):
    for who in ("ned", "kim", "alice"):
        assert cast.client(who).get(reverse(name)).status_code == OK


def test_page_of_roles_names_every_permission_of_every_role(cast):
    from lodestar.access.roles import ROLES

    page = unescape(cast.client("ned").get(reverse("access:roles")).content.decode())
    for role in ROLES.values():
        assert str(role.name.label) in page
        assert all(str(permission.label) in page for permission in role.permissions)


def test_unknown_verb_is_refused(cast):
    assert cast.client("nadia").post(reverse("access:people")).status_code == NOT_ALLOWED
    assert cast.client("nadia").get(reverse("access:lock", args=[cast.account("alice").public_id])).status_code == NOT_ALLOWED


def test_auditor_sees_own_chain_and_nobody_elses(cast):
    invite_person(organisation=cast.northshire, email="g@example.org", name="G", role="analyst", by=cast.actor("nadia"))
    invite_person(organisation=cast.southmoor, email="h@example.org", name="H", role="analyst", by=cast.actor("simon"))
    page = cast.client("ada").get(reverse("site:what_happened")).content.decode()
    theirs = Invitation.objects.get(email="h@example.org").public_id
    assert Invitation.objects.get(email="g@example.org").public_id in page
    assert theirs not in page
    assert cast.client("ada").get(reverse("site:happened_to", args=[theirs])).status_code == MISSING
    assert cast.client("aziz").get(reverse("site:happened_to", args=[theirs])).status_code == OK
    assert cast.client("alice").get(reverse("site:what_happened")).status_code == FORBIDDEN


def test_filters_of_what_happened(cast):
    invite_person(organisation=cast.northshire, email="g@example.org", name="G", role="analyst", by=cast.actor("nadia"))
    client = cast.client("ada")
    assert "1 event" in client.get(reverse("site:what_happened"), {"act": "Invited person"}).content.decode()
    assert "0 events" in client.get(reverse("site:what_happened"), {"act": "gave role"}).content.decode()
    assert client.get(reverse("site:what_happened"), {"account__password": "x"}).status_code == 400
    assert client.get(reverse("site:what_happened"), {"organisation": cast.southmoor.public_id}).status_code == OK


def test_chains_page_checks_a_chain(cast):
    from lodestar.audit.actions import seal_events

    invite_person(organisation=cast.northshire, email="g@example.org", name="G", role="analyst", by=cast.actor("nadia"))
    seal_events()
    client = cast.client("ada")
    assert client.get(reverse("site:chains")).status_code == OK
    assert "it holds" in client.get(reverse("site:chains"), {"check": cast.northshire.public_id}).content.decode()
    assert client.get(reverse("site:chains"), {"check": cast.southmoor.public_id}).status_code == MISSING

"""People taken on, who supports them, and how the support ends."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.models import Account
from lodestar.access.record import record
from lodestar.access.roles import Permission
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.ids import ALPHABET
from lodestar.common.states import move
from lodestar.common.text import fold, normalise
from lodestar.contract.models import Contract
from lodestar.deliver.actions.bulk import digest_of, record_bulk, recorded_at_of, require_each
from lodestar.deliver.models import Engagement, Person, PersonIdentity
from lodestar.deliver.policies import (
    may_assign_keyworker,
    may_be_keyworker,
    may_close_engagement,
    may_edit_identity,
    may_open_engagement,
    may_reopen_engagement,
    may_see_record,
    may_take_up_referral,
)
from lodestar.deliver.states import ENGAGEMENT, EngagementState

FIRST_READING_WITHIN = timedelta(days=28)
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


@dataclass(frozen=True)
class NewPerson:
    """The names and contacts of someone not yet known to the provider."""

    given_name: str
    family_name: str = ""
    known_as: str = ""
    date_of_birth: date | None = None
    contact: str = ""
    needs: str = ""


@dataclass(frozen=True)
class NewEngagement:
    """One person taken on. Without `opened_on` they are referred only. `recorded_at` counts in a made-up organisation only."""

    person: NewPerson | Person
    contract: Contract
    keyworker: Account | None = None
    referred_on: date | None = None
    opened_on: date | None = None
    review_on: date | None = None
    group: str = ""
    recorded_at: datetime | None = None


def pseudonym_of(person: Person, contract: Contract) -> str:
    """How the contract's commissioner sees the person: 60 bits from the person's salt, another in every contract."""
    digest = hashlib.sha256(f"{person.salt}:{contract.public_id}".encode()).digest()
    return base64.b32encode(digest).decode()[:12].translate(_CROCKFORD)


def search_name_of(given: str, family: str, known_as: str) -> str:
    """Every name of a person, folded, so that "Siân" is found as "sian"."""
    return fold(f"{given} {family} {known_as}".strip())[:200]


@action
def open_engagement(*, row: NewEngagement, by: Actor) -> Engagement:
    """Takes a person on for a contract: opened, or referred only when no opening date is given."""
    may_open_engagement(by, row.contract).require()
    (engagement,) = _open_all([row], by)
    act = "opened_engagement" if engagement.state == EngagementState.OPEN else "referred_person"
    record(act, subject=engagement, by=by, person_id=engagement.person.public_id, contract=row.contract.public_id)
    return engagement


@action
def open_engagements(*, rows: Sequence[NewEngagement], by: Actor) -> list[Engagement]:
    """Takes many people on at once; all or none. One event for all."""
    require_each((place, may_open_engagement(by, row.contract)) for place, row in enumerate(rows, 1))
    engagements = _open_all(rows, by)
    digest = digest_of([e.public_id, e.person.public_id, e.contract.public_id, str(e.opened_on)] for e in engagements)
    record_bulk("opened_engagements", owners=[e.owner_organisation for e in engagements], digest=digest, by=by)
    return engagements


def _open_all(rows: Sequence[NewEngagement], by: Actor) -> list[Engagement]:
    for row in rows:
        _refuse_impossible(row)
    _require_keyworkers(rows)
    people = _people_of(rows)
    engagements = [_engagement_of(row, person, by) for row, person in zip(rows, people, strict=True)]
    if len(rows) == 1:
        engagements[0].validate_constraints()
    return Engagement.objects.bulk_create(engagements, batch_size=1000)


def _refuse_impossible(row: NewEngagement) -> None:
    if row.opened_on and row.opened_on > today():
        raise ValidationError({"opened_on": _("The support cannot have started on a date that has not come yet.")})
    if row.opened_on and row.referred_on and row.opened_on < row.referred_on:
        raise ValidationError({"opened_on": _("The support cannot start before the person was referred.")})
    if row.opened_on and not row.contract.starts_on <= row.opened_on <= row.contract.ends_on:
        raise ValidationError({"opened_on": _("The support must start while the contract lasts.")})


def _require_keyworkers(rows: Sequence[NewEngagement]) -> None:
    pairs = {(row.keyworker.pk, row.contract.provider_id): row for row in rows if row.keyworker}
    for row in pairs.values():
        if row.keyworker:
            may_be_keyworker(row.keyworker, row.contract.provider).require()


def _people_of(rows: Sequence[NewEngagement]) -> list[Person]:
    """The person of each row: those known are taken as they are, the others are made with their identity."""
    new = [Person(owner_organisation=r.contract.provider, recorded_at=recorded_at_of(r.recorded_at, r.contract.provider)) for r in rows]
    made = [person for person, row in zip(new, rows, strict=True) if isinstance(row.person, NewPerson)]
    Person.objects.bulk_create(made, batch_size=1000)
    identities = [_identity_of(p, r.person) for p, r in zip(new, rows, strict=True) if isinstance(r.person, NewPerson)]
    PersonIdentity.objects.bulk_create(identities, batch_size=1000)
    people = [r.person if isinstance(r.person, Person) else p for p, r in zip(new, rows, strict=True)]
    for person, row in zip(people, rows, strict=True):
        if person.owner_organisation_id != row.contract.provider_id:
            raise ValidationError(_("The person belongs to another provider."))
    return people


def _identity_of(person: Person, given: NewPerson) -> PersonIdentity:
    return PersonIdentity(
        person=person,
        given_name=normalise(given.given_name),
        family_name=normalise(given.family_name),
        known_as=normalise(given.known_as),
        date_of_birth=given.date_of_birth,
        contact=normalise(given.contact),
        needs=normalise(given.needs),
        search_name=search_name_of(given.given_name, given.family_name, given.known_as),
    )


def _engagement_of(row: NewEngagement, person: Person, by: Actor) -> Engagement:
    # A keyworker who takes someone on supports them; a manager says later who will.
    manages = by.can(Permission.MANAGE_CASELOADS, row.contract.provider_id, row.contract.service.public_id, row.contract.public_id)
    keyworker = row.keyworker or (None if manages else by.account)
    return Engagement(
        owner_organisation=row.contract.provider,
        person=person,
        service=row.contract.service,
        contract=row.contract,
        keyworker=keyworker,
        pseudonym=pseudonym_of(person, row.contract),
        group=row.group,
        referred_on=row.referred_on,
        opened_on=row.opened_on,
        review_on=row.review_on or (row.opened_on + FIRST_READING_WITHIN if row.opened_on else None),
        state=EngagementState.OPEN if row.opened_on else EngagementState.REFERRED,
        recorded_at=recorded_at_of(row.recorded_at, row.contract.provider),
    )


@action
def start_engagement(*, engagement: Engagement, on: date, by: Actor) -> Engagement:
    """A person who was referred is taken on."""
    may_take_up_referral(by, engagement).require()
    _refuse_impossible(
        NewEngagement(person=engagement.person, contract=engagement.contract, referred_on=engagement.referred_on, opened_on=on)
    )
    move(engagement, ENGAGEMENT, "open", opened_on=on, review_on=on + FIRST_READING_WITHIN)
    record("opened_engagement", subject=engagement, by=by, person_id=engagement.person.public_id)
    return engagement


@action
def decline_referral(*, engagement: Engagement, reason: str, by: Actor) -> Engagement:
    """A referral that is not taken up, with the reason."""
    may_take_up_referral(by, engagement).require()
    move(engagement, ENGAGEMENT, "decline", closed_reason=normalise(reason))
    record("declined_referral", subject=engagement, by=by, person_id=engagement.person.public_id)
    return engagement


@action
def assign_keyworker(*, engagement: Engagement, keyworker: Account, by: Actor) -> Engagement:
    """Says who supports the person from now on."""
    may_assign_keyworker(by, engagement).require()
    may_be_keyworker(keyworker, engagement.owner_organisation).require()
    before = engagement.keyworker
    Engagement.objects.filter(pk=engagement.pk).update(keyworker=keyworker)
    engagement.keyworker = keyworker
    was = before.public_id if before else ""
    record("assigned_keyworker", subject=engagement, by=by, person_id=engagement.person.public_id, now=keyworker.public_id, was=was)
    return engagement


@action
def close_engagement(*, engagement: Engagement, on: date, reason: str, by: Actor) -> Engagement:
    """The support ends, with the reason."""
    may_close_engagement(by, engagement).require()
    _close(engagement, on, reason)
    record("closed_engagement", subject=engagement, by=by, person_id=engagement.person.public_id, on=on.isoformat())
    return engagement


@action
def close_engagements(*, rows: Sequence[tuple[Engagement, date, str]], by: Actor) -> int:
    """Ends many at once, each with its date and reason; all or none. One event for all."""
    require_each((place, may_close_engagement(by, engagement)) for place, (engagement, _on, _why) in enumerate(rows, 1))
    for engagement, on, reason in rows:
        _close(engagement, on, reason)
    digest = digest_of([engagement.public_id, on.isoformat()] for engagement, on, _why in rows)
    record_bulk("closed_engagements", owners=[row[0].owner_organisation for row in rows], digest=digest, by=by)
    return len(rows)


def _close(engagement: Engagement, on: date, reason: str) -> None:
    if on > today():
        raise ValidationError({"on": _("The support cannot have ended on a date that has not come yet.")})
    if engagement.opened_on and on < engagement.opened_on:
        raise ValidationError({"on": _("The support cannot end before it started.")})
    latest = engagement.readings.standing().order_by("-happened_on").values_list("happened_on", flat=True).first()
    if latest and on < latest:
        raise ValidationError({"on": _("There is a reading after that date.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the support ends.")})
    move(engagement, ENGAGEMENT, "close", closed_on=on, closed_reason=normalise(reason), review_on=None)


@action
def reopen_engagement(*, engagement: Engagement, by: Actor) -> Engagement:
    """Support that has ended starts again; when and why it had ended stays in the history."""
    may_reopen_engagement(by, engagement).require()
    engagement.state, before = EngagementState.OPEN, engagement.state
    engagement.validate_constraints()
    engagement.state = before
    was = engagement.closed_on.isoformat() if engagement.closed_on else ""
    move(engagement, ENGAGEMENT, "reopen", closed_on=None, closed_reason="", review_on=today() + FIRST_READING_WITHIN)
    record("reopened_engagement", subject=engagement, by=by, person_id=engagement.person.public_id, had_closed_on=was)
    return engagement


@action
def edit_identity(*, engagement: Engagement, identity: NewPerson, by: Actor) -> PersonIdentity:
    """Keeps the person's names and contacts right; the event says which were changed, never what they were."""
    may_edit_identity(by, engagement).require()
    names = ("given_name", "family_name", "known_as", "date_of_birth", "contact", "needs")
    before = PersonIdentity.objects.get(person=engagement.person)
    row = _identity_of(engagement.person, identity)
    changed = [name for name in names if getattr(before, name) != getattr(row, name)]
    row.save(force_update=True)
    record("edited_identity", subject=engagement, by=by, person_id=engagement.person.public_id, fields=changed)
    return row


@action
def note_read(*, engagement: Engagement, purpose: str, by: Actor) -> None:
    """A person's record was opened, by whom and what for. Every page that shows one calls this, through one helper of the views."""
    may_see_record(by, engagement).require()
    record("read", subject=engagement, by=by, person_id=engagement.person.public_id, purpose=purpose)


@action
def note_list_read(*, engagements: Iterable[Engagement], purpose: str, by: Actor) -> None:
    """A page of a caseload was opened: one event in each provider's chain, with the opaque ids of those whose names were on it."""
    shown = list(engagements)
    require_each((place, may_see_record(by, engagement)) for place, engagement in enumerate(shown, 1))
    for owner in {e.owner_organisation for e in shown}:
        people = [e.person.public_id for e in shown if e.owner_organisation_id == owner.pk]
        record("read_list", subject=owner, organisation=owner, by=by, purpose=purpose, people=people)

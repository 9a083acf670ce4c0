"""Drafts of readings: saved as one goes, so that nothing is lost; two tabs that differ are told apart by revision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lodestar.access.actor import SYSTEM, Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.deliver.models import Engagement, InstrumentEdition, ReadingDraft
from lodestar.deliver.policies import may_record_reading, may_see_record, may_use_edition

KEPT_FOR = timedelta(days=30)


class DraftConflict(Exception):  # noqa: N818 — named for what happened
    """The draft was saved from elsewhere since it was opened here; `draft` is how it stands now."""

    def __init__(self, draft: ReadingDraft | None) -> None:
        super().__init__("the draft was saved from elsewhere")
        self.draft = draft


@action
def save_draft(*, engagement: Engagement, edition: InstrumentEdition, content: Mapping[str, Any], revision: int, by: Actor) -> ReadingDraft:
    """Saves what is filled in so far. `revision`: of the draft as it was opened, 0 for none yet; raises DraftConflict when it has moved on.

    Each save leaves an event with the revision and nothing of the content.
    """
    may_record_reading(by, engagement).require()
    may_use_edition(by, edition).require()
    if by.account is None:
        raise Refused(_("A draft belongs to someone who is signed in."))
    mine = ReadingDraft.objects.filter(engagement=engagement, edition=edition, account=by.account)
    if revision and mine.filter(revision=revision).update(content=dict(content), revision=F("revision") + 1, saved_at=now()):
        draft = mine.get()
    elif revision or mine.exists():
        raise DraftConflict(mine.first())
    else:
        draft = _begin(engagement=engagement, edition=edition, account=by.account, content=dict(content))
    act = "began_draft" if draft.revision == 1 else "saved_draft"
    record(act, subject=engagement, by=by, person_id=engagement.person.public_id, revision=draft.revision)
    return draft


def _begin(**facts: Any) -> ReadingDraft:
    """The first save; of two tabs that begin in the same moment, one is told."""
    try:
        with transaction.atomic():
            return ReadingDraft.objects.create(**facts, revision=1, saved_at=now())
    except IntegrityError:
        others = {name: facts[name] for name in ("engagement", "edition", "account")}
        raise DraftConflict(ReadingDraft.objects.filter(**others).first()) from None


@action
def drop_draft(*, draft: ReadingDraft, by: Actor) -> None:
    """Throws away one's own draft; the house itself, one that nobody has touched for thirty days."""
    may_see_record(by, draft.engagement).require()
    if not by.is_system and draft.account_id != by.account_id:
        raise Refused(_("This draft is someone else’s."))
    record("dropped_draft", subject=draft.engagement, by=by, person_id=draft.engagement.person.public_id)
    draft.delete()


def forget_old_drafts() -> int:
    """Throws away every draft that nobody has touched for thirty days: a regular chore. Returns how many."""
    old = ReadingDraft.objects.filter(saved_at__lt=now() - KEPT_FOR).select_related(
        "engagement__person", "engagement__service", "engagement__contract", "engagement__owner_organisation"
    )
    for draft in old:
        drop_draft(draft=draft, by=SYSTEM)
    return len(old)

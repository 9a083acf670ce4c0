"""Drafts of readings: saved as one goes, so that nothing is lost; two tabs that differ are told apart by revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.deliver.models import Engagement, InstrumentEdition, ReadingDraft
from lodestar.deliver.policies import may_record_reading, may_use_edition


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
        raise Refused("A draft belongs to someone who is signed in.")
    mine = ReadingDraft.objects.filter(engagement=engagement, edition=edition, account=by.account)
    if revision and mine.filter(revision=revision).update(content=dict(content), revision=F("revision") + 1, saved_at=now()):
        draft = mine.get()
    elif revision or mine.exists():
        raise DraftConflict(mine.first())
    else:
        draft = ReadingDraft.objects.create(
            engagement=engagement, edition=edition, account=by.account, content=dict(content), revision=1, saved_at=now()
        )
    act = "began_draft" if draft.revision == 1 else "saved_draft"
    record(act, subject=engagement, by=by, person_id=engagement.person.public_id, revision=draft.revision)
    return draft


@action
def drop_draft(*, draft: ReadingDraft, by: Actor) -> None:
    """Throws away one's own draft."""
    may_record_reading(by, draft.engagement).require()
    if by.account is None or draft.account_id != by.account.pk:
        raise Refused("This draft is someone else’s.")
    record("dropped_draft", subject=draft.engagement, by=by, person_id=draft.engagement.person.public_id)
    draft.delete()

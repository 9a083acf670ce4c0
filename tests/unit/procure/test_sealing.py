"""Before two people open them, nothing of a proposal can be found: not in a file, not in a column, not on a page, not by counting."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse

from lodestar.access.actor import SYSTEM
from lodestar.common.decisions import Refused
from lodestar.procure.models import Opportunity, Proposal
from lodestar.procure.queries import content_of, opened_proposals, own_proposal
from tests.cast import PEOPLE, Cast
from tests.factories.procure import CANARY, opened_by_two, submitted

SEALED = (CANARY, "4177", "98765432", "987,654.32")


def every_cell() -> str:
    """Everything that stands in any column of any table."""
    said = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                said.extend(bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell) for cell in row)
    return "\n".join(said)


@pytest.mark.django_db
def test_no_column_of_any_table_holds_a_word_of_it(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    submitted(cast, opportunity)
    cells = every_cell()
    assert [word for word in SEALED if word in cells] == []
    after(opportunity)
    opened_by_two(cast, opportunity)
    assert CANARY in every_cell(), "the search itself finds what is there"


@pytest.mark.django_db(transaction=True)
def test_no_file_of_the_database_holds_a_word_of_it(after: Any) -> None:
    from tests.cast import make_cast
    from tests.factories.procure import open_opportunity

    if connection.vendor != "sqlite":
        pytest.skip("the file of the database is SQLite's")
    cast = make_cast()
    opportunity = open_opportunity(cast)
    submitted(cast, opportunity)
    copied = settings.DATA / "copy-of-the-database.sqlite3"
    copied.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copied)])
    sealed = copied.read_bytes()
    assert [word for word in SEALED if word.encode() in sealed] == []
    after(opportunity)
    opened_by_two(cast, opportunity)
    copied.unlink()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copied)])
    assert CANARY.encode() in copied.read_bytes(), "the search itself finds what is there"
    copied.unlink()


@pytest.mark.django_db
def test_nobody_but_its_writer_reads_it_or_counts_it(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    proposal = submitted(cast, opportunity)
    submitted(cast, opportunity, by="mark")
    for moment in (-60, 60):
        after(opportunity, moment)
        for name in [*PEOPLE, "ned"]:
            actor = cast.actor(name)
            mine = {"ben", "mark"} & {name}
            assert len(opened_proposals(actor, opportunity)) == len(mine), name
            assert (own_proposal(actor, opportunity) is not None) == bool(mine)
            if name != "ben":
                with pytest.raises(Refused):
                    content_of(actor, proposal)
    with pytest.raises(Refused):
        content_of(SYSTEM, proposal)
    assert content_of(cast.actor("ben"), proposal).people == 4177


@pytest.mark.django_db
def test_no_page_shows_it_or_how_many_there_are(cast: Cast, opportunity: Opportunity, after: Any) -> None:
    page = reverse("procure:opportunity_detail", args=[opportunity.public_id])
    pages = {}
    for count in range(3):
        if count:
            submitted(cast, opportunity, by=["ben", "mark"][count - 1])
        pages[count] = {name: cast.client(name).get(page).content.decode() for name in ("oscar", "alice", "olga", "eve", "ada")}
    for name, first in pages[0].items():
        assert without_tokens(pages[2][name]) == without_tokens(first), f"{name} can tell how many proposals there are"
    after(opportunity)
    for name in ("oscar", "alice", "olga", "eve", "ada"):
        said = cast.client(name).get(page).content.decode()
        assert not [word for word in SEALED if word in said]
    for proposal in Proposal.objects.all():
        address = reverse("procure:proposal_detail", args=[proposal.public_id])
        assert {cast.client(name).get(address).status_code for name in ("oscar", "alice", "eve")} == {404}


def without_tokens(page: str) -> list[str]:
    """A page without what differs from one opening to the next."""
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]

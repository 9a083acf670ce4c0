"""Writing, proposing, signing and varying a contract: what each act does, what it refuses, the event it leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from lodestar.access.actor import SYSTEM
from lodestar.audit.models import Event
from lodestar.common.clock import now
from lodestar.common.decisions import Refused
from lodestar.common.revisions import Overtaken
from lodestar.common.states import IllegalMove
from lodestar.contract import actions
from lodestar.contract.models import Contract, ContractVersion, Metric, Milestone, Signature, Target
from lodestar.contract.queries import version_terms
from lodestar.contract.terms import fault_messages
from tests.cast import Cast
from tests.factories.contract import (
    END,
    PRICES,
    START,
    draft_contract,
    fresh,
    live_contract,
    schedule,
    service,
    signed_by_both,
    variation,
    written,
)

pytestmark = pytest.mark.django_db
CHANGE = date(2026, 4, 1)


def acts() -> list[str]:
    return list(Event.objects.order_by("id").values_list("act", flat=True))


def test_from_a_draft_to_a_live_contract_each_act_leaves_its_event(cast: Cast) -> None:
    of, before = service(cast), len(acts())
    contract = draft_contract(cast, of)
    version = written(cast, contract)
    signed_by_both(cast, version)
    contract.refresh_from_db()
    assert contract.state == "live"
    assert fresh(version).state == "signed"
    assert acts()[before:] == [
        "contract_created", "contract_schedule_written", "contract_version_proposed", "contract_version_signed", "commissioned_service",
            "contract_version_signed",
    ]  # fmt: skip
    last = Event.objects.order_by("id").last()
    assert last.details["party"] == cast.harbour.public_id
    assert last.details["stands"] is True


def test_a_contract_is_with_a_provider_and_ends_after_it_starts(cast: Cast) -> None:
    of = service(cast)
    facts = {"service": of, "reference": "N-1", "title": "Homes", "by": cast.actor("conor")}
    with pytest.raises(ValidationError, match="Choose an organisation that is a provider"):
        actions.create_contract(provider=cast.surety, starts_on=START, ends_on=END, **facts)
    with pytest.raises(ValidationError, match="must end after it starts"):
        actions.create_contract(provider=cast.harbour, starts_on=END, ends_on=START, **facts)
    actions.create_contract(provider=cast.harbour, starts_on=START, ends_on=END, **facts)
    with pytest.raises(ValidationError, match="a contract of that reference already"):
        actions.create_contract(provider=cast.harbour, starts_on=START, ends_on=END, **facts)


def test_one_signature_is_not_enough(cast: Cast) -> None:
    contract = draft_contract(cast)
    version = written(cast, contract)
    actions.propose_version(version=version, by=cast.actor("conor"))
    actions.sign_version(version=fresh(version), by=cast.actor("conor"))
    contract.refresh_from_db()
    assert (contract.state, fresh(version).state) == ("draft", "proposed")


def test_a_party_signs_once(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    actions.propose_version(version=version, by=cast.actor("conor"))
    actions.sign_version(version=fresh(version), by=cast.actor("conor"))
    for name in ("conor", "alice"):
        with pytest.raises(Refused, match="has signed already"):
            actions.sign_version(version=fresh(version), by=cast.actor(name))
    assert Signature.objects.count() == 1


def test_only_the_system_names_the_party_it_signs_for(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    actions.propose_version(version=version, by=cast.actor("conor"))
    signature = actions.sign_version(version=fresh(version), party=cast.harbour, by=cast.actor("conor"))
    assert signature.organisation == cast.northshire
    actions.sign_version(version=fresh(version), party=cast.harbour, by=SYSTEM)
    assert fresh(version).state == "signed"


def test_a_version_that_moved_in_the_meantime_is_not_signed(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    actions.propose_version(version=version, by=cast.actor("conor"))
    stale = fresh(version)
    actions.take_back_version(version=fresh(version), by=cast.actor("conor"))
    with pytest.raises(IllegalMove):
        actions.sign_version(version=stale, by=cast.actor("petra"))


def test_a_signature_is_never_rewritten(cast: Cast, contract: Contract) -> None:
    for rewrite in (lambda: Signature.objects.update(signed_at=now()), lambda: Signature.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rewrite()


def rows_of(version: ContractVersion) -> list[tuple[Any, ...]]:
    """Everything a version says, without its own keys."""
    targets = Target.objects.filter(version=version).values_list("key", "outcome", "who", "change", "how_many", "by_when")
    milestones = Milestone.objects.filter(target__version=version).values_list("key", "name", "position", "expected_count", "target__key")
    metrics = Metric.objects.filter(version=version).values_list("key", "kind", "price_pence", "max_per_person", "more", "milestone__key")
    return [*sorted(targets), *sorted(milestones), *sorted(metrics, key=str)]


def test_a_variation_copies_the_schedule_and_rewrites_nothing(cast: Cast) -> None:
    contract = live_contract(cast, terms={"contract_cap_pence": 9_000_000})
    first = contract.versions.get()
    before, ids = rows_of(first), set(Target.objects.values_list("public_id", flat=True))
    second = actions.draft_version(contract=contract, effective_from=CHANGE, reason="More", by=cast.actor("petra"))
    assert rows_of(second) == before
    assert second.terms == {"contract_cap_pence": 9_000_000}
    assert (second.number, second.follows, second.proposed_by) == (2, first, cast.harbour)
    second.metrics.filter(key="moved-in").update(price_pence=60_000)
    actions.set_terms(version=second, terms={"contract_cap_pence": 1}, by=cast.actor("petra"))
    signed_by_both(cast, second, proposed_by="petra")
    first.refresh_from_db()
    assert rows_of(first) == before
    assert first.terms == {"contract_cap_pence": 9_000_000}
    assert not ids & set(Target.objects.filter(version=second).values_list("public_id", flat=True))


@pytest.mark.parametrize("day", [START - timedelta(days=1), END + timedelta(days=1)])
def test_a_variation_lies_within_the_contract(cast: Cast, contract: Contract, day: date) -> None:
    with pytest.raises(ValidationError, match="Choose a day from 1 April 2025"):
        variation(cast, contract, day)


def test_a_variation_comes_into_force_no_earlier_than_what_it_changes(cast: Cast, contract: Contract) -> None:
    signed_by_both(cast, variation(cast, contract, CHANGE, by="conor"))
    with pytest.raises(ValidationError, match="Choose a day from 1 April 2026"):
        variation(cast, contract, CHANGE - timedelta(days=1))
    assert variation(cast, contract, CHANGE).number == 3


def test_nothing_proposed_or_signed_is_written_to(cast: Cast, contract: Contract) -> None:
    version = fresh(contract.versions.get())
    target = Target.objects.select_related("version__contract__service__programme").get(version=version)
    milestone, metric = target.milestones.first(), version.metrics.first()
    by, seen = cast.actor("conor"), now()
    attempts = [
        lambda: actions.write_schedule(version=version, targets=[], terms={}, by=by),
        lambda: actions.add_target(version=version, outcome=target.outcome, key="x", by=by),
        lambda: actions.add_milestone(target=target, key="x", name="X", verified_by="staff", by=by),
        lambda: actions.add_metric(version=version, milestone=milestone, key="x", by=by),
        lambda: actions.edit_target(target=target, seen=seen, by=by, who="X"),
        lambda: actions.edit_milestone(milestone=milestone, seen=seen, by=by, name="X"),
        lambda: actions.edit_metric(metric=metric, seen=seen, by=by, price_pence=1),
        lambda: actions.remove_metric(metric=metric, by=by),
        lambda: actions.remove_target(target=target, by=by),
        lambda: actions.set_terms(version=version, terms={}, by=by),
        lambda: actions.propose_version(version=version, by=by),
    ]
    before = rows_of(version)
    for attempt in attempts:
        with pytest.raises(Refused, match="proposed and is never rewritten"):
            attempt()
    assert rows_of(version) == before


def test_the_other_party_does_not_write_in_a_version_that_is_not_theirs(cast: Cast, contract: Contract) -> None:
    version = variation(cast, contract, CHANGE, by="petra")
    with pytest.raises(Refused, match="written by the other party"):
        actions.set_terms(version=version, terms={}, by=cast.actor("conor"))


def test_a_schedule_is_built_row_by_row(cast: Cast) -> None:
    contract = draft_contract(cast)
    version, by = fresh(contract.versions.get()), cast.actor("conor")
    columns = {key: value for key, value in schedule(contract.service.outcomes.get())[0].items() if key != "milestones"}
    target = actions.add_target(version=version, by=by, **columns)
    first = actions.add_milestone(target=target, key="a", name="A", verified_by="staff", by=by)
    second = actions.add_milestone(target=target, key="b", name="B", verified_by="staff", expected_count=3, by=by)
    metric = actions.add_metric(version=version, milestone=second, key="b", description="B", kind="outcome", price_pence=100, by=by)
    assert (first.position, second.position) == (1, 2)
    actions.edit_metric(metric=metric, seen=metric.recorded_at, by=by, price_pence=250)
    actions.edit_milestone(milestone=first, seen=first.recorded_at, by=by, name="First")
    actions.edit_target(target=target, seen=target.recorded_at, by=by, how_many=7)
    assert [Metric.objects.get().price_pence, Milestone.objects.get(key="a").name, Target.objects.get().how_many] == [250, "First", 7]
    actions.remove_metric(metric=metric, by=by)
    actions.remove_target(target=target, by=by)
    assert not Target.objects.exists()
    assert acts()[-8:] == [
        "milestone_added", "milestone_added", "metric_added", "metric_edited", "milestone_edited", "target_edited", "metric_removed",
        "target_removed",
    ]  # fmt: skip


def test_faulty_rows_are_refused_in_words(cast: Cast) -> None:
    contract = draft_contract(cast)
    version, by = written(cast, contract), cast.actor("conor")
    target = version.targets.get()
    with pytest.raises(ValidationError, match="More people cannot succeed than there are"):
        actions.edit_target(target=target, seen=target.recorded_at, by=by, how_many=61)
    with pytest.raises(ValidationError):
        actions.add_milestone(target=target, key="moved-in", name="Again", verified_by="staff", by=by)
    other = written(cast, draft_contract(cast, contract.service, reference="N-2"))
    foreign = Milestone.objects.filter(target__version=other).first()
    with pytest.raises(ValidationError, match="Choose a milestone of this version"):
        actions.add_metric(version=version, milestone=foreign, key="x", description="X", kind="outcome", price_pence=1, by=by)
    with pytest.raises(ValidationError, match="Choose a milestone of this version"):
        actions.edit_metric(metric=version.metrics.first(), seen=now(), milestone=foreign, by=by)


def test_a_stale_edit_writes_nothing(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    metric, by = version.metrics.get(key="moved-in"), cast.actor("conor")
    seen = metric.recorded_at
    actions.edit_metric(metric=Metric.objects.get(pk=metric.pk), seen=seen, by=cast.actor("alice"), price_pence=1)
    with pytest.raises(Overtaken):
        actions.edit_metric(metric=metric, seen=seen, by=by, price_pence=2)
    assert Metric.objects.get(pk=metric.pk).price_pence == 1
    seen = version.recorded_at
    actions.set_terms(version=fresh(version), terms={"person_cap_pence": 5}, seen=seen, by=by)
    with pytest.raises(Overtaken):
        actions.set_terms(version=fresh(version), terms={"person_cap_pence": 6}, seen=seen, by=by)


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"bonus": 1}, "bonus"),
    "no such metric": ({"clawback": {"metric": "none", "target": 1, "share_of_core": 0.1}}, "clawback"),
    "share above one": ({"core": {"annual_value_pence": 100, "share_by_year": [80]}}, "share_by_year"),
    "negative": ({"contract_cap_pence": -1}, "contract_cap_pence"),
    "no months": ({"period_cap_pence": 1, "period_months": 0}, "period_months"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_terms_that_cannot_be_paid_by_are_named(cast: Cast, name: str) -> None:
    version = written(cast, draft_contract(cast))
    terms, where = FAULTY[name]
    with pytest.raises(ValidationError, match=where):
        actions.set_terms(version=version, terms=terms, by=cast.actor("conor"))
    assert fresh(version).terms == {}
    with pytest.raises(ValidationError, match=where):
        actions.write_schedule(version=fresh(version), targets=[], terms=terms, by=cast.actor("conor"))


def test_every_fault_is_named_at_once(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    with pytest.raises(ValidationError) as refused:
        actions.set_terms(version=version, terms={"contract_cap_pence": -1, "person_cap_pence": "much"}, by=cast.actor("conor"))
    assert len(refused.value.messages) == 2


@pytest.mark.parametrize("name", ["start", "end", "metrics"])
def test_terms_do_not_say_what_the_rows_say(cast: Cast, name: str) -> None:
    version = written(cast, draft_contract(cast))
    with pytest.raises(ValidationError, match="say this already"):
        actions.set_terms(version=version, terms={name: []}, by=cast.actor("conor"))


def test_the_columns_of_a_price_rule_over_its_further_terms(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    version.metrics.filter(key="moved-in").update(more={"price_pence": 1, "id": "other"})
    paid = version_terms(fresh(version))["metrics"][0]
    assert (paid["id"], paid["price_pence"]) == ("moved-in", PRICES["moved-in"])
    assert fault_messages(version_terms(fresh(version))) == []


def test_a_version_that_cannot_be_paid_by_is_not_proposed(cast: Cast) -> None:
    version = written(cast, draft_contract(cast))
    version.metrics.filter(key="settled-26").update(more={"requires": ["nothing"]})
    with pytest.raises(ValidationError, match="must be the id of one of the metrics"):
        actions.propose_version(version=fresh(version), by=cast.actor("conor"))


def test_a_refusal_says_why_and_leaves_what_is_in_force(cast: Cast, contract: Contract) -> None:
    version = variation(cast, contract, CHANGE)
    actions.propose_version(version=version, by=cast.actor("petra"))
    with pytest.raises(ValidationError, match="Say why"):
        actions.refuse_version(version=fresh(version), reason=" ", by=cast.actor("conor"))
    actions.refuse_version(version=fresh(version), reason="Too dear", by=cast.actor("conor"))
    assert (fresh(version).state, fresh(version).refused_reason) == ("refused", "Too dear")
    contract.refresh_from_db()
    assert contract.state == "live"
    assert acts()[-1] == "contract_version_refused"


def test_a_contract_is_ended_or_given_up_and_then_stands_still(cast: Cast, contract: Contract) -> None:
    actions.end_contract(contract=contract, by=cast.actor("conor"))
    with pytest.raises(Refused):
        actions.end_contract(contract=contract, by=cast.actor("conor"))
    draft = draft_contract(cast, contract.service, reference="N-2")
    with pytest.raises(Refused):
        actions.abandon_contract(contract=draft, by=cast.actor("petra"))
    actions.abandon_contract(contract=draft, by=cast.actor("alice"))
    assert acts()[-3:] == ["contract_ended", "contract_created", "contract_abandoned"]
    with pytest.raises(Refused, match="can no longer change"):
        variation(cast, contract, CHANGE)

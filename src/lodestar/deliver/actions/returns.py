"""Totals for a contract and period where no persons are recorded: the provider reports, another account confirms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import today
from lodestar.common.states import hold
from lodestar.common.text import normalise
from lodestar.contract.models import Contract, Metric
from lodestar.contract.states import VersionState
from lodestar.deliver.models import Return, ReturnVerification, Verdict
from lodestar.deliver.policies import may_record_return, may_verify_return

MOST = 10_000_000  # a count beyond this is a slip of the keyboard


def metric_keys_of(contract: Contract) -> dict[str, str]:
    """The metrics a contract's signed versions pay for: key and description, latest version ruling."""
    signed = Metric.objects.filter(version__contract=contract, version__state=VersionState.SIGNED).order_by("version__number", "id")
    return dict(signed.values_list("key", "description"))


@action
def record_return(
    *,
    contract: Contract,
    period_from: date,
    period_to: date,
    counts: Mapping[str, int],
    source: str,
    by: Actor,
    corrects: Return | None = None,
) -> Return:
    """Reports totals by metric key for a period. `corrects`: the earlier return whose place it takes."""
    hold(contract)  # so that of two who report the same days at once the second is told
    may_record_return(by, contract).require()
    _refuse_impossible(contract, period_from, period_to, counts, source)
    if corrects is not None and corrects.contract_id != contract.pk:
        raise ValidationError(_("A return takes the place of one of the same contract."))
    totals = Return(
        owner_organisation=contract.provider,
        contract=contract,
        period_from=period_from,
        period_to=period_to,
        counts={key: int(count) for key, count in counts.items()},
        source=normalise(source),
        recorded_by=by.account,
        corrects=corrects,
    )
    totals.validate_constraints()
    _refuse_overlap(totals)
    totals.save()
    corrected = corrects.public_id if corrects else ""
    record("recorded_return", subject=totals, by=by, contract=contract.public_id, counts=totals.counts, corrects=corrected)
    return totals


def _refuse_impossible(contract: Contract, start: date, end: date, counts: Mapping[str, int], source: str) -> None:
    known = metric_keys_of(contract)
    unknown = sorted(set(counts) - set(known))
    if unknown:
        raise ValidationError({"counts": _("The contract has no metric called %(name)s.") % {"name": ", ".join(unknown)}})
    if not counts or any(type(count) is not int or not 0 <= count <= MOST for count in counts.values()):
        raise ValidationError({"counts": _("Give a whole number, 0 or more, for at least one metric.")})
    if end > today():
        raise ValidationError({"period_to": _("The period has not ended yet.")})
    if start < contract.starts_on or end > contract.ends_on:
        raise ValidationError({"period_from": _("The period must lie within the contract.")})
    if not source.strip():
        raise ValidationError({"source": _("Say where the totals come from.")})


def _refuse_overlap(totals: Return) -> None:
    """The same days are not reported twice for a metric."""
    others = Return.objects.standing().filter(
        contract=totals.contract, period_from__lte=totals.period_to, period_to__gte=totals.period_from
    )
    for other in others.exclude(pk=totals.corrects_id) if totals.corrects_id else others:
        if set(other.counts) & set(totals.counts):
            raise ValidationError({"period_from": _("Some of these days are reported already. Correct that return.")})


@action
def verify_return(*, totals: Return, verdict: str, by: Actor, reason: str = "", on: date | None = None) -> ReturnVerification:
    """Confirms the totals, or does not and says why."""
    # Held until this is done, so that of two judgements at once the second is told; a return is never written to.
    Return.objects.select_for_update().get(pk=totals.pk)
    may_verify_return(by, totals).require()
    chosen = Verdict(verdict)
    if chosen is not Verdict.CONFIRMED and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    judged = ReturnVerification.objects.create(
        owner_organisation=totals.owner_organisation,
        totals=totals,
        verdict=chosen,
        verified_on=on or today(),
        verified_by=by.account,
        reason=normalise(reason),
    )
    act = "verified_return" if chosen is Verdict.CONFIRMED else "refused_return"
    record(act, subject=totals, by=by, contract=totals.contract.public_id, verification=judged.public_id)
    return judged

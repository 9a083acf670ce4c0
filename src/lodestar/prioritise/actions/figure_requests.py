"""Asking a colleague for one figure by link, and taking the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.links import new_token, token_digest
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now, today
from lodestar.common.states import IllegalMove
from lodestar.common.text import normalise
from lodestar.prioritise.actions.estimates import new_estimates
from lodestar.prioritise.models import Estimate, FigureAnswer, FigureRequest, Intervention
from lodestar.prioritise.policies import may_answer_figure_request, may_ask_for_figure, may_withdraw_figure_request
from lodestar.prioritise.queries import unit_asked
from lodestar.prioritise.rows import EstimateRow

# The link outlives the day on which the figure is wanted: people answer late.
GRACE = timedelta(days=7)


@dataclass(frozen=True)
class IssuedFigureRequest:
    """A request for a figure with its token, which is shown once and kept nowhere."""

    request: FigureRequest
    token: str


@action
def ask_for_figure(
    *, intervention: Intervention, quantity: str, name: str, due_on: date, by: Actor, message: str = ""
) -> IssuedFigureRequest:
    """Asks a named colleague for one number; the link is given once. Raises ValidationError."""
    may_ask_for_figure(by, intervention).require()
    if due_on < today():
        raise ValidationError({"due_on": _("Give a day that is still to come.")})
    token = new_token()
    asked = FigureRequest(
        owner_organisation_id=intervention.owner_organisation_id,
        intervention=intervention,
        quantity=quantity,
        name=normalise(name).strip(),
        message=normalise(message).strip(),
        asked_by=by.account,
        due_on=due_on,
        token_digest=token_digest(token),
        expires_at=_end_of(due_on),
    )
    asked.clean_fields(exclude=["owner_organisation", "intervention", "asked_by"])
    asked.save()
    record("asked_for_figure", subject=asked, by=by, intervention=intervention.public_id, quantity=quantity)
    return IssuedFigureRequest(asked, token)


@action
def renew_figure_link(*, request: FigureRequest, by: Actor) -> IssuedFigureRequest:
    """Gives a new link, and a week more where the old one has run out; the old link is useless from now on."""
    may_withdraw_figure_request(by, request).require()
    token = new_token()
    request.token_digest, request.expires_at = token_digest(token), max(request.expires_at, now() + GRACE)
    _while_waiting(request, token_digest=request.token_digest, expires_at=request.expires_at)
    record("renewed_figure_link", subject=request, by=by)
    return IssuedFigureRequest(request, token)


@action
def withdraw_figure_request(*, request: FigureRequest, by: Actor) -> FigureRequest:
    """Takes a request back: its link is useless from now on."""
    may_withdraw_figure_request(by, request).require()
    request.withdrawn_at = now()
    _while_waiting(request, withdrawn_at=request.withdrawn_at)
    record("withdrew_figure_request", subject=request, by=by)
    return request


@action
def answer_figure_request(*, request: FigureRequest, row: EstimateRow | None, reason: str, by: Actor) -> FigureRequest:
    """Takes an answer, once: the figure becomes the estimate in use under the name of who was asked; None says that they do not know.

    Raises ValidationError where the figure cannot stand.
    """
    may_answer_figure_request(by, request).require()
    said = normalise(reason).strip()
    if not said:
        raise ValidationError({"reason": _("Say why this is your figure, or why you cannot say.")})
    request.answer = FigureAnswer.UNKNOWN if row is None else FigureAnswer.GIVEN
    request.answer_reason, request.answered_at = said, now()
    # First of all, so that of two answers sent at once only one is taken.
    _while_waiting(request, answer=request.answer, answer_reason=said, answered_at=request.answered_at)
    if row is not None:
        request.estimate = _estimate(request, row, by)
        FigureRequest.objects.filter(pk=request.pk).update(estimate=request.estimate)
    record("answered_figure_request", subject=request, by=by, quantity=request.quantity, known=row is not None)
    return request


def _estimate(request: FigureRequest, row: EstimateRow, by: Actor) -> Estimate:
    unit = row.unit or unit_asked(request)
    (estimate,) = new_estimates(request.intervention, [replace(row, quantity=request.quantity, unit=unit)], by)
    estimate.save()
    return estimate


def _while_waiting(request: FigureRequest, **changes: object) -> None:
    waiting = FigureRequest.objects.filter(pk=request.pk, answered_at__isnull=True, withdrawn_at__isnull=True)
    if waiting.update(**changes) != 1:
        raise IllegalMove(_("It was answered or withdrawn a moment ago."))


def _end_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.max)) + GRACE

"""Answering the questions about the problem, and choosing how many stages the exercise has."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lodestar.access.actor import Actor
from lodestar.access.record import record
from lodestar.common.actions import action
from lodestar.common.clock import now
from lodestar.common.revisions import Overtaken, write_over
from lodestar.common.text import normalise
from lodestar.prioritise.models import ProblemAnswer, Programme, Question, Stages
from lodestar.prioritise.policies import may_edit_programme, may_set_scene
from lodestar.prioritise.queries.problems import ASKED, recommendation_for


@action
def answer_question(
    *, programme: Programme, question: str, seen: datetime | None, by: Actor, choice: str = "", words: str = "", is_unknown: bool = False
) -> ProblemAnswer:
    """Answers one question; "I don't know yet" is an answer. Raises Overtaken when someone answered since `seen` (None: no answer seen).

    The words of the challenge are written on the programme, where everybody reads them.
    """
    may_set_scene(by, programme).require()
    _check_answer(question, choice)
    facts = {"choice": "" if is_unknown else choice, "words": normalise(words).strip(), "is_unknown": is_unknown}
    if question == Question.CHALLENGE:
        Programme.objects.filter(pk=programme.pk).update(challenge=facts["words"], recorded_at=now())
        programme.challenge, facts["words"] = str(facts["words"]), ""
    answer = _write_answer(programme, question, seen, by, facts)
    record("answered_question", subject=answer, by=by, programme=programme.public_id, question=question, is_unknown=is_unknown)
    return answer


@action
def choose_stages(*, programme: Programme, stages: str, reason: str, seen: datetime, by: Actor) -> Programme:
    """Chooses two stages or three; raises ValidationError where that departs from what is recommended without a reason."""
    may_edit_programme(by, programme).require()
    if stages not in Stages.values:
        raise ValidationError({"stages": _("Choose two stages or three.")})
    recommended = recommendation_for(programme)
    words = normalise(reason).strip()
    if not words and stages != recommended.stages:
        raise ValidationError({"reason": _("Say why, since this is not what the answers speak for.")})
    write_over(programme, seen, stages=stages, stages_reason=words or " ".join(recommended.reasons))
    record("chose_stages", subject=programme, by=by, stages=stages, recommended=recommended.stages)
    return programme


def _check_answer(question: str, choice: str) -> None:
    if question not in Question.values:
        raise ValidationError(_("That is not one of the questions."))
    allowed = {value for value, _label, _hint in ASKED[question].choices}
    if choice and choice not in allowed:
        raise ValidationError({"choice": _("Choose one of the answers.")})


def _write_answer(programme: Programme, question: str, seen: datetime | None, by: Actor, facts: dict[str, object]) -> ProblemAnswer:
    kept: ProblemAnswer | None = programme.problem_answers.filter(question=question).first()
    if kept is None:
        answer: ProblemAnswer = programme.problem_answers.create(
            owner_organisation_id=programme.owner_organisation_id, question=question, answered_by=by.account, **facts
        )
        return answer
    if seen is None:
        raise Overtaken(kept)
    write_over(kept, seen, answered_by=by.account, **facts)
    return kept

"""The questions that frame the problem, the answers given, and the number of stages they speak for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lodestar.prioritise.models import ProblemAnswer, Programme, Question, Stages

ONE, SEVERAL = "one", "several"
BUDGET, CONTRACT, KNOWLEDGE = "budget", "contract", "knowledge"
SAVE, INVEST, BOTH, SAME = "save", "invest", "both", "same"


@dataclass(frozen=True)
class Asked:
    """A question as it is put: why it is asked, what may be chosen, and what the words beside it are for."""

    why: Promise
    words: Promise
    choices: tuple[tuple[str, Promise, Promise | str], ...] = ()


ASKED: dict[str, Asked] = {
    Question.SCOPE: Asked(
        gettext_lazy("It decides how much has to be judged: within one area, or between areas too."),
        gettext_lazy("Anything to add"),
        (
            (ONE, gettext_lazy("One set of interventions"), gettext_lazy("For example, everything that could be done about falls.")),
            (
                SEVERAL,
                gettext_lazy("Several areas, weighed against each other"),
                gettext_lazy("For example, falls, memory and housing."),
            ),
        ),
    ),
    Question.PURPOSE: Asked(
        gettext_lazy("What the result is used for decides how exact the numbers must be."),
        gettext_lazy("Anything to add"),
        (
            (BUDGET, gettext_lazy("To plan a budget, once"), gettext_lazy("Money has to be given out or taken back for a year.")),
            (
                CONTRACT,
                gettext_lazy("To carry out a contract"),
                gettext_lazy("Services run already: what should change in them?"),
            ),
            (
                KNOWLEDGE,
                gettext_lazy("To know how services do"),
                gettext_lazy("No money moves yet: value is to be seen side by side."),
            ),
        ),
    ),
    Question.CHALLENGE: Asked(
        gettext_lazy("People come to a workshop for a reason they share. Say it so that everybody would nod."),
        gettext_lazy("The challenge, in two or three sentences"),
    ),
    Question.PRESSURE: Asked(
        gettext_lazy("A cut that is coming, a new duty in law, a contract that ends: it sets the pace and the limits."),
        gettext_lazy("What presses, and by when"),
    ),
    Question.MONEY: Asked(
        gettext_lazy("Stopping something needs other people in the room than starting something."),
        gettext_lazy("How much, if it is known"),
        (
            (SAVE, gettext_lazy("Money is to be saved"), gettext_lazy("Some things will stop or shrink.")),
            (INVEST, gettext_lazy("There is new money"), gettext_lazy("Some things will start or grow.")),
            (BOTH, gettext_lazy("Both"), gettext_lazy("What stops pays for what starts.")),
            (SAME, gettext_lazy("Neither: the same money, better spent"), ""),
        ),
    ),
    Question.GAINS: Asked(
        gettext_lazy("Where many people could gain much, or much is spent for little. Begin there."),
        gettext_lazy("Where, and why you think so"),
    ),
    Question.SCRUTINY: Asked(
        gettext_lazy("Areas that are never looked at keep their money by habit."),
        gettext_lazy("Which, and what has protected them"),
    ),
    Question.COMPARATORS: Asked(
        gettext_lazy("A place like yours that spends less for the same result is the strongest argument there is."),
        gettext_lazy("Which places, and what they do differently"),
    ),
}


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with its answer, last time's answer beside it, and the questions before and after."""

    question: Question
    number: int
    answer: ProblemAnswer | None
    choice_label: str
    words: str
    before: str = ""

    @property
    def is_answered(self) -> bool:
        return self.is_unknown or bool(self.choice_label or self.words)

    @property
    def is_unknown(self) -> bool:
        return self.answer is not None and self.answer.is_unknown

    @property
    def state(self) -> str:
        if not self.is_answered:
            return "not_started"
        return "in_progress" if self.is_unknown else "done"

    @property
    def why(self) -> str:
        return str(ASKED[self.question].why)


def problem_of(programme: Programme) -> list[AnsweredQuestion]:
    """The eight questions in order with what has been said, and what was said for the programme it follows. Two queries at most."""
    now, then = _answers_of(programme), _answers_of(programme.follows) if programme.follows else {}
    found = []
    for number, question in enumerate(Question, 1):
        label, words = _words_of(programme, question, now.get(question))
        before = ""
        if programme.follows:
            said = _words_of(programme.follows, question, then.get(question))
            before = ". ".join(part for part in said if part)
        found.append(AnsweredQuestion(question, number, now.get(question), label, words, before))
    return found


def _answers_of(programme: Programme) -> dict[str, ProblemAnswer]:
    return {answer.question: answer for answer in programme.problem_answers.all()}


def _words_of(programme: Programme, question: Question, answer: ProblemAnswer | None) -> tuple[str, str]:
    """The label of what was chosen, and the words beside it. The challenge stands on the programme itself."""
    chosen = answer.choice if answer else ""
    label = next((str(name) for value, name, _hint in ASKED[question].choices if value == chosen), "")
    if question == Question.CHALLENGE:
        return "", programme.challenge
    return label, answer.words if answer else ""


@dataclass(frozen=True)
class Recommendation:
    """How many stages the answers speak for, the reasons, and what does not fit together. No stages: too little is known."""

    stages: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return str(Stages(self.stages).label) if self.stages else ""


def recommendation_for(programme: Programme) -> Recommendation:
    """What the answers of a programme recommend. Two queries."""
    choices = {answer.question: answer.choice for answer in programme.problem_answers.all()}
    return recommended_stages(choices, programme.areas.count())


def recommended_stages(choices: dict[str, str], areas: int) -> Recommendation:
    """Two stages judge interventions within one area; three also judge areas against each other, once each has been judged.

    Three are needed where areas are to be compared, because a point of benefit in one need not be a point in another. Where nobody
    has said whether areas are compared, the areas listed so far speak. Source: Airoldi and others, the STAR toolkit (Health Foundation).
    """
    scope, money, purpose = (choices.get(question, "") for question in (Question.SCOPE, Question.MONEY, Question.PURPOSE))
    several = scope == SEVERAL or (not scope and areas > 1)
    if not scope and not areas:
        return Recommendation("", (_("Say first whether it is one set of interventions or several areas."),))
    reasons = [_why_scope(scope, areas, several)]
    if several:
        reasons += _why_money(money)
    reasons.append(_what_it_takes(several))
    return Recommendation(Stages.THREE if several else Stages.TWO, tuple(reasons), tuple(_cautions(scope, purpose, areas)))


def _why_scope(scope: str, areas: int, several: bool) -> str:
    if not scope:
        return ngettext(
            "You have not said yet whether areas are compared; %(n)d area is listed so far.",
            "You have not said yet whether areas are compared; %(n)d areas are listed so far.",
            areas,
        ) % {"n": areas}
    if several:
        return _("Several areas are weighed against each other: their benefits must be brought on to one scale first.")
    return _("One set of interventions is weighed: all of them are judged on the same scale from the start.")


def _why_money(money: str) -> list[str]:
    return {
        SAVE: [_("Money is to be saved: it can only be taken where it does least good if areas can be compared.")],
        INVEST: [_("There is new money: it can only go where it does most good if areas can be compared.")],
        BOTH: [_("What stops in one area pays for what starts in another: both must be on one scale.")],
        SAME: [_("The same money is to be better spent, and it may move from one area to another.")],
    }.get(money, [])


def _what_it_takes(several: bool) -> str:
    if several:
        return _("It takes a workshop for each area and one more between areas: two days in all is usual.")
    return _("It takes half a day for about six interventions, a day for more.")


def _cautions(scope: str, purpose: str, areas: int) -> list[str]:
    found = []
    if scope == ONE and areas > 1:
        said = _("You said one set of interventions, but %(n)d areas are listed. Either compare them in three stages, or list one area.")
        found.append(said % {"n": areas})
    if scope == SEVERAL and areas == 1:
        found.append(_("You said several areas, but only one is listed so far."))
    if purpose == KNOWLEDGE and scope == SEVERAL:
        found.append(_("If no money moves between areas this year, judging within each area may be enough for now: two stages."))
    return found

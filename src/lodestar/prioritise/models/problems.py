"""What the exercise is about, asked one question at a time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lodestar.access.models import Account, Owned
from lodestar.prioritise.models.programmes import Programme
from lodestar.prioritise.querysets import ProblemAnswerQuerySet


class Question(models.TextChoices):
    """The eight questions that frame the problem, in the order in which they are asked."""

    SCOPE = "scope", _("Is this one set of interventions, or several areas?")
    PURPOSE = "purpose", _("What is the exercise for?")
    CHALLENGE = "challenge", _("What is the challenge?")
    PRESSURE = "pressure", _("What presses from outside?")
    MONEY = "money", _("Is money to be saved, or is there new money?")
    GAINS = "gains", _("Where are large gains to be had?")
    SCRUTINY = "scrutiny", _("Which areas have escaped scrutiny?")
    COMPARATORS = "comparators", _("How do comparable places do?")


class ProblemAnswer(Owned):
    """What was said to one question about the problem. "I don't know yet" is an answer. The challenge's words stand on the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="problem_answers", verbose_name=_("programme"))
    question = models.CharField(_("question"), max_length=12, choices=Question.choices)
    choice = models.CharField(_("choice"), max_length=12, blank=True)
    words = models.TextField(_("in words"), blank=True)
    is_unknown = models.BooleanField(_("not known yet"), default=False)
    answered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by"))

    objects = ProblemAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer about the problem")
        verbose_name_plural = _("answers about the problem")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "question"], name="one_answer_a_question"),
            models.CheckConstraint(
                condition=Q(is_unknown=False) | Q(choice=""),
                name="unknown_chooses_nothing",
                violation_error_message=_("An answer that is not known yet chooses nothing"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_question_display()

"""The allowed moves of a statement."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lodestar.common.states import state_table


class StatementState(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    SUBMITTED = "submitted", _("Submitted by the provider")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Returned to the provider")


STATEMENT = state_table(
    StatementState,
    start=StatementState.PREPARED,
    turn={
        StatementState.PREPARED: _("the provider manager"),
        StatementState.SUBMITTED: _("the finance officer"),
        StatementState.APPROVED: _("the finance officer, to pay"),
        StatementState.PAID: None,
        StatementState.RETURNED: _("the provider manager"),
    },
    submit=((StatementState.PREPARED,), StatementState.SUBMITTED),
    send_back=((StatementState.SUBMITTED,), StatementState.RETURNED),
    approve=((StatementState.SUBMITTED,), StatementState.APPROVED),
    pay=((StatementState.APPROVED,), StatementState.PAID),
)

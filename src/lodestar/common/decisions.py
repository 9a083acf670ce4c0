"""A policy answers with a decision: allowed or not, and why, in words a person can act on."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

# Set by `Decision.require` so that an action can prove that it asked a policy.
asked_policy: ContextVar[bool] = ContextVar("asked_policy", default=False)


class Refused(PermissionDenied):
    """An act that a policy does not allow; the reason is shown to the person who tried."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Decision:
    """Allowed or not, with the reason; true when allowed."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def __and__(self, other: Decision) -> Decision:
        return other if self.allowed else self

    def __or__(self, other: Decision) -> Decision:
        return self if self.allowed else other

    def require(self) -> None:
        """Raises Refused with the reason when not allowed."""
        asked_policy.set(True)
        if not self.allowed:
            raise Refused(str(self.reason))


ALLOWED = Decision(True)


def allow_if(condition: bool, reason: str) -> Decision:
    """Allowed when the condition holds; otherwise refused for the reason given."""
    return ALLOWED if condition else Decision(False, reason)

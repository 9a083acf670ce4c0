"""What a role can be narrowed to. Each app names, at start, the programmes or services of an organisation.

@scopes_of
def programmes(organisation: Organisation) -> list[tuple[str, str]]: ...   # public id, name
"""

from __future__ import annotations

from collections.abc import Callable

from lodestar.access.models import Organisation

Provider = Callable[[Organisation], list[tuple[str, str]]]
PROVIDERS: list[Provider] = []


def scopes_of(provider: Provider) -> Provider:
    """Registers what roles of an organisation can be narrowed to; registering twice keeps one."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)
    return provider


def scopes_in(organisation: Organisation) -> list[tuple[str, str]]:
    """Every programme and service a role in the organisation can be narrowed to: public id and name."""
    return [scope for provider in PROVIDERS for scope in provider(organisation)]

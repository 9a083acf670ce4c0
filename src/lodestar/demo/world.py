"""What every part of the loading needs at hand: the calendar, and rows by the keys of the county's data."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lodestar.access.actor import Actor, actor_for
from lodestar.access.models import Account, Organisation
from lodestar.access.roles import RoleName
from lodestar.common import clock
from lodestar.contract.models import Contract
from lodestar.demo.county.calendar import Calendar, at
from lodestar.demo.county.contracts import CONTRACTS
from lodestar.demo.county.organisations import ACCOUNTS, ORGANISATIONS, address_of
from lodestar.demo.county.outcomes import CLASSIC, CODES, FRAMEWORK_NAME, SERVICES
from lodestar.demo.stories import PlannedPerson, plan_people
from lodestar.design.models import Outcome, Service
from lodestar.design.queries import read_ready_made
from lodestar.prioritise.models import Programme

PROGRAMMES = {
    "first": "Support that changes lives",
    "neighbourhoods": "Health close to home",
    "living_well": "Living well in Brackenshire, %(years)s",
    "this_year": "Living well in Brackenshire, %(years)s",
}


@dataclass
class World:
    """Rows are looked up when they are first asked for, so that a loading that was broken off can go on."""

    seed: int
    calendar: Calendar
    _actors: dict[str, Actor] = field(default_factory=dict)

    def telling(self, day: date, hour: int = 9, minute: int = 0) -> AbstractContextManager[None]:
        """Within, it is that time of that day; never later than now."""
        return clock.telling(min(at(day, hour, minute), clock.now()))

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        by_name = {one.name: one for one in Organisation.objects.filter(is_demo=True)}
        return {facts.key: by_name[facts.name] for facts in ORGANISATIONS}

    @cached_property
    def accounts(self) -> dict[str, Account]:
        by_address = {one.email: one for one in Account.objects.filter(is_demo=True)}
        return {facts.key: by_address[address_of(facts)] for facts in ACCOUNTS}

    def actor(self, key: str) -> Actor:
        """Who acts, with the roles held when they are first asked for."""
        if key not in self._actors:
            self._actors[key] = actor_for(self.accounts[key])
        return self._actors[key]

    def forget_roles(self) -> None:
        self._actors.clear()

    def manager_of(self, provider: str) -> Actor:
        return self.actor(self.holder(provider, RoleName.PROVIDER_MANAGER))

    def holder(self, organisation: str, role: RoleName) -> str:
        """The first account of an organisation that has a role."""
        return next(facts.key for facts in ACCOUNTS if facts.organisation == organisation and facts.role == role)

    def financial_year_of(self, programme: str) -> int:
        """The year from April for which each programme decides."""
        return {
            "first": self.calendar.financial_year(-60),
            "neighbourhoods": self.calendar.financial_year(-48),
            "living_well": self.calendar.financial_year(),
            "this_year": self.calendar.financial_year() + 1,
        }[programme]

    def programme_name(self, key: str) -> str:
        """The name, with the year where a programme comes back every year."""
        year = self.financial_year_of(key)
        return PROGRAMMES[key] % {"years": f"{year}–{(year + 1) % 100:02d}"}

    def programme(self, key: str) -> Programme:
        return Programme.objects.get(name=self.programme_name(key))

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """The county's own outcomes by code, and those of the classic framework by the words of `CODES`."""
        own = {one.code: one for one in Outcome.objects.filter(framework__name=FRAMEWORK_NAME)}
        ready = read_ready_made(CLASSIC)
        classic = {one.code: one for one in Outcome.objects.filter(framework__name=ready.name if ready else "")}
        return own | {word: classic[code] for word, code in CODES.items()}

    @cached_property
    def services(self) -> dict[str, Service]:
        by_name = {one.name: one for one in Service.objects.select_related("owner_organisation", "programme")}
        return {facts.key: by_name[facts.name] for facts in SERVICES}

    def reference(self, key: str) -> str:
        """The reference of a contract, with the year in which it starts."""
        facts = next(one for one in CONTRACTS if one.key == key)
        owner = "ICB" if self.services[facts.service].owner_organisation == self.organisations["icb"] else "BCC"
        return f"{owner}-{self.calendar.year(facts.starts)}-{facts.reference}"

    def contract(self, key: str) -> Contract:
        related = ("service__programme", "service__owner_organisation", "provider", "owner_organisation")
        found: Contract = Contract.objects.select_related(*related).get(reference=self.reference(key))
        return found

    def managers_for(self, key: str) -> tuple[str, str]:
        """Who signs for the commissioner of a contract (the commissioning manager) and who writes it (the contract manager)."""
        is_icb = self.services[next(c.service for c in CONTRACTS if c.key == key)].owner_organisation == self.organisations["icb"]
        return ("samira", "bronwen") if is_icb else ("ruth", "colin")

    @cached_property
    def people(self) -> dict[str, list[PlannedPerson]]:
        return plan_people(self.seed, self.calendar, CONTRACTS)

"""The fixed cast of the tests: one account a role, two commissioners, three providers, one verifier. None of them exists.

Alice leads commissioning at Northshire; Frank pays there; Petra runs Harbour Trust, where Kim is a keyworker; Vera verifies.
Carol leads commissioning at Southmoor and Paul runs Meadow Support: they must see nothing of the others. Ned has an account and no role.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.test import Client

from lodestar.access.actor import Actor, actor_for
from lodestar.access.models import Account, Membership, Organisation
from lodestar.access.roles import OrganisationKind, RoleName

PASSWORD = "lantern harbour quilt"
COMMISSIONER, PROVIDER, VERIFIER = OrganisationKind.COMMISSIONER, OrganisationKind.PROVIDER, OrganisationKind.VERIFIER

ORGANISATIONS: dict[str, tuple[str, OrganisationKind]] = {
    "northshire": ("Northshire Council", COMMISSIONER),
    "southmoor": ("Southmoor Integrated Care Board", COMMISSIONER),
    "harbour": ("Harbour Trust", PROVIDER),
    "meadow": ("Meadow Support", PROVIDER),
    "bridge": ("Bridge Street Project", PROVIDER),
    "surety": ("Surety Checks", VERIFIER),
}

# name: (organisation, role); every role once among those who belong together, then the strangers.
PEOPLE: dict[str, tuple[str, RoleName]] = {
    "nadia": ("northshire", RoleName.ADMINISTRATOR),
    "alice": ("northshire", RoleName.COMMISSIONING_MANAGER),
    "anna": ("northshire", RoleName.ANALYST),
    "felix": ("northshire", RoleName.FACILITATOR),
    "oscar": ("northshire", RoleName.PROCUREMENT_OFFICER),
    "olga": ("northshire", RoleName.BID_OPENER),
    "owen": ("northshire", RoleName.BID_OPENER),
    "eve": ("northshire", RoleName.EVALUATOR),
    "emil": ("northshire", RoleName.EVALUATOR),
    "conor": ("northshire", RoleName.CONTRACT_MANAGER),
    "frank": ("northshire", RoleName.FINANCE_OFFICER),
    "ada": ("northshire", RoleName.AUDITOR),
    "dora": ("harbour", RoleName.DATA_PROTECTION_OFFICER),
    "hana": ("harbour", RoleName.ADMINISTRATOR),
    "petra": ("harbour", RoleName.PROVIDER_MANAGER),
    "kim": ("harbour", RoleName.KEYWORKER),
    "karl": ("harbour", RoleName.KEYWORKER),
    "ben": ("harbour", RoleName.BIDDER),
    "vera": ("surety", RoleName.VERIFIER),
    # The strangers: the same roles elsewhere.
    "carol": ("southmoor", RoleName.COMMISSIONING_MANAGER),
    "simon": ("southmoor", RoleName.ADMINISTRATOR),
    "fiona": ("southmoor", RoleName.FINANCE_OFFICER),
    "aziz": ("southmoor", RoleName.AUDITOR),
    "paul": ("meadow", RoleName.PROVIDER_MANAGER),
    "mia": ("meadow", RoleName.KEYWORKER),
    "mark": ("meadow", RoleName.BIDDER),
    "bella": ("bridge", RoleName.BIDDER),
    "bruno": ("bridge", RoleName.PROVIDER_MANAGER),
}


@dataclass
class Cast:
    """Everyone, by name: `cast.account("alice")`, `cast.actor("alice")`, `cast.client("alice")`, `cast.northshire`."""

    organisations: dict[str, Organisation]
    accounts: dict[str, Account]

    def __getattr__(self, name: str) -> Organisation:
        try:
            return self.__dict__["organisations"][name]
        except KeyError:
            raise AttributeError(name) from None

    def account(self, name: str) -> Account:
        return self.accounts[name]

    def actor(self, name: str) -> Actor:
        """The actor with the roles held at this moment."""
        return actor_for(self.accounts[name])

    def client(self, name: str = "") -> Client:
        """A signed-in browser; without a name, one that nobody has signed in with."""
        client = Client()
        if name:
            client.force_login(self.accounts[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def fresh_client(self, name: str) -> Client:
        """A browser whose owner has just shown again that it is they, as pages that give power ask."""
        client = self.client(name)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(self.accounts[name].pk)
        session.save()
        return client

    def somebody(self, role: RoleName) -> str:
        """The name of the first of the cast with a role."""
        return next(name for name, (_organisation, held) in PEOPLE.items() if held == role)


def make_cast() -> Cast:
    """Writes the cast into the database, with one password for all and one hashing of it."""
    organisations = {key: Organisation.objects.create(name=name, kind=kind) for key, (name, kind) in ORGANISATIONS.items()}
    ned = Account.objects.create_user(email="ned@example.org", password=PASSWORD, name="Ned Nobody")
    accounts = {
        name: Account(email=f"{name}@example.org", name=f"{name.capitalize()} of {organisations[place].name}", password=ned.password)
        for name, (place, _role) in PEOPLE.items()
    }
    Account.objects.bulk_create(accounts.values())
    Membership.objects.bulk_create(
        Membership(account=accounts[name], organisation=organisations[place], role=role) for name, (place, role) in PEOPLE.items()
    )
    return Cast(organisations, {**accounts, "ned": ned})

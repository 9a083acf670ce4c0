"""Who there is: two commissioners, eight providers, one verifier, and an account for every role. All of them are made up."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.access.roles import OrganisationKind, RoleName

COUNTY = "Brackenshire"


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation, and the part of its e-mail addresses after the @."""

    key: str
    name: str
    kind: str
    domain: str


@dataclass(frozen=True)
class AccountFacts:
    """Someone who signs in: name, organisation and role. `scope` is the key of the service or programme the role is held for."""

    key: str
    name: str
    organisation: str
    role: str
    scopes: tuple[str, ...] = ()


_C, _P, _V = OrganisationKind.COMMISSIONER, OrganisationKind.PROVIDER, OrganisationKind.VERIFIER

ORGANISATIONS = tuple(
    OrganisationFacts(key, name, kind.value, f"{key}.example.org")
    for key, name, kind in (
        ("council", "Brackenshire County Council", _C),
        ("icb", "NHS Brackenshire Integrated Care Board", _C),
        ("sallowby", "Sallowby Floating Support", _P),
        ("ellery", "Port Ellery Work Trust", _P),
        ("dunmarsh", "Dunmarsh Recovery Community", _P),
        ("hexley", "Market Hexley Women’s Centre", _P),
        ("young", "Young Brackenshire", _P),
        ("ferry", "Ferry Lane Homes", _P),
        ("wendle", "Wendle Vale Carers", _P),
        ("befrienders", "Brackenshire Befrienders", _P),
        ("plumbline", "Plumbline Assurance", _V),
    )
)

_R = RoleName
_STAFF: tuple[tuple[str, str, str, RoleName, tuple[str, ...]], ...] = (
    ("harriet", "Harriet Lowe", "council", _R.ADMINISTRATOR, ()),
    ("ruth", "Ruth Adeyemi", "council", _R.COMMISSIONING_MANAGER, ()),
    ("martin", "Martin Slade", "council", _R.COMMISSIONING_MANAGER, ("supported_lodgings", "reboot_west")),
    ("priya", "Priya Raman", "council", _R.ANALYST, ()),
    ("felix", "Felix Hartnoll", "council", _R.FACILITATOR, ()),
    ("oona", "Oona Kelleher", "council", _R.PROCUREMENT_OFFICER, ()),
    ("desmond", "Desmond Achebe", "council", _R.BID_OPENER, ()),
    ("gwen", "Gwen Parry", "council", _R.BID_OPENER, ()),
    ("tariq", "Tariq Mahmood", "council", _R.EVALUATOR, ("housing_first", "family_help")),
    ("elsie", "Elsie Thornbury", "council", _R.EVALUATOR, ("housing_first", "family_help", "same_voice")),
    ("colin", "Colin Brathwaite", "council", _R.CONTRACT_MANAGER, ()),
    ("yasmin", "Yasmin Farouk", "council", _R.CONTRACT_MANAGER, ("safe_and_strong", "supported_lodgings", "carers_break")),
    ("frances", "Frances Oduya", "council", _R.FINANCE_OFFICER, ()),
    ("gareth", "Gareth Pugh", "council", _R.FINANCE_OFFICER, ()),
    ("audrey", "Audrey Nkemelu", "council", _R.AUDITOR, ()),
    ("donal", "Donal Fitzgerald", "council", _R.DATA_PROTECTION_OFFICER, ()),
    ("isobel", "Isobel Trent", "icb", _R.ADMINISTRATOR, ()),
    ("samira", "Samira Haddad", "icb", _R.COMMISSIONING_MANAGER, ()),
    ("jonas", "Jonas Wexley", "icb", _R.ANALYST, ()),
    ("lucy", "Lucy Mbatha", "icb", _R.FACILITATOR, ()),
    ("peter", "Peter Ingham", "icb", _R.PROCUREMENT_OFFICER, ()),
    ("nell", "Nell Osgood", "icb", _R.BID_OPENER, ()),
    ("ravi", "Ravi Bhandari", "icb", _R.BID_OPENER, ()),
    ("bronwen", "Bronwen Ellis", "icb", _R.CONTRACT_MANAGER, ()),
    ("vikram", "Vikram Sethi", "icb", _R.FINANCE_OFFICER, ()),
    ("maud", "Maud Castellan", "icb", _R.AUDITOR, ()),
    ("nora", "Nora Sharpe", "sallowby", _R.PROVIDER_MANAGER, ()),
    ("ben", "Ben Castle", "sallowby", _R.BIDDER, ()),
    ("joyce", "Joyce Amadi", "sallowby", _R.ADMINISTRATOR, ()),
    ("dev", "Dev Chowdhury", "sallowby", _R.DATA_PROTECTION_OFFICER, ()),
    ("sam", "Sam Okafor", "sallowby", _R.KEYWORKER, ()),
    ("leah", "Leah Whitcombe", "sallowby", _R.KEYWORKER, ()),
    ("owen", "Owen Trevithick", "ellery", _R.PROVIDER_MANAGER, ()),
    ("carys", "Carys Bowen", "ellery", _R.BIDDER, ()),
    ("imran", "Imran Sheikh", "ellery", _R.KEYWORKER, ()),
    ("beth", "Beth Sandiford", "ellery", _R.KEYWORKER, ()),
    ("angus", "Angus McRae", "dunmarsh", _R.PROVIDER_MANAGER, ()),
    ("tess", "Tess Holloway", "dunmarsh", _R.KEYWORKER, ()),
    ("kofi", "Kofi Mensah", "dunmarsh", _R.KEYWORKER, ()),
    ("marian", "Marian Stroud", "hexley", _R.PROVIDER_MANAGER, ()),
    ("aisha", "Aisha Rahman", "hexley", _R.KEYWORKER, ()),
    ("stella", "Stella Quill", "hexley", _R.BIDDER, ()),
    ("rory", "Rory Sutherland", "young", _R.PROVIDER_MANAGER, ()),
    ("jade", "Jade Bellamy", "young", _R.KEYWORKER, ()),
    ("amos", "Amos Tull", "young", _R.BIDDER, ()),
    ("hilary", "Hilary Voss", "ferry", _R.PROVIDER_MANAGER, ()),
    ("luke", "Luke Penrose", "ferry", _R.KEYWORKER, ()),
    ("zainab", "Zainab Yusuf", "ferry", _R.BIDDER, ()),
    ("mei", "Mei Fairclough", "wendle", _R.PROVIDER_MANAGER, ()),
    ("tom", "Tom Ashdown", "wendle", _R.KEYWORKER, ()),
    ("dorothy", "Dorothy Lamb", "befrienders", _R.PROVIDER_MANAGER, ()),
    ("grace", "Grace Otieno", "befrienders", _R.KEYWORKER, ()),
    ("ewan", "Ewan Birtles", "befrienders", _R.KEYWORKER, ()),
    ("phoebe", "Phoebe Marsh", "befrienders", _R.BIDDER, ()),
    ("verity", "Verity Osei", "plumbline", _R.VERIFIER, ("contracts",)),
    ("anil", "Anil Kapadia", "plumbline", _R.VERIFIER, ("contracts",)),
    ("clara", "Clara Denholm", "plumbline", _R.ADMINISTRATOR, ()),
)  # fmt: skip

ACCOUNTS = tuple(AccountFacts(key, name, organisation, role.value, scopes) for key, name, organisation, role, scopes in _STAFF)


def address_of(account: AccountFacts) -> str:
    """The made-up address someone signs in with; nothing can be delivered to it."""
    domain = next(organisation.domain for organisation in ORGANISATIONS if organisation.key == account.organisation)
    return f"{account.name.lower().replace(' ', '.').replace('’', '')}@{domain}"

"""People and their journeys. Identity is apart from journey: names live in one table, seen only by those who support them."""

from lodestar.deliver.models.achievements import Achievement, Evidence, Verdict, Verification
from lodestar.deliver.models.goals import Goal
from lodestar.deliver.models.instruments import Instrument, InstrumentArea, InstrumentEdition
from lodestar.deliver.models.people import Engagement, Person, PersonIdentity, new_salt
from lodestar.deliver.models.readings import AreaNote, AreaScore, Journey, Reading, ReadingDraft, Voice
from lodestar.deliver.models.returns import Return, ReturnVerification

__all__ = [
    "Achievement",
    "AreaNote",
    "AreaScore",
    "Engagement",
    "Evidence",
    "Goal",
    "Instrument",
    "InstrumentArea",
    "InstrumentEdition",
    "Journey",
    "Person",
    "PersonIdentity",
    "Reading",
    "ReadingDraft",
    "Return",
    "ReturnVerification",
    "Verdict",
    "Verification",
    "Voice",
    "new_salt",
]

"""The lives of about a thousand made-up people, as plain data. Pure: the same seed and calendar give the same people to the day.

Each person has a story: some climb slowly, some start quickly, some fall back and come up again, some leave after one meeting, some
stay where they are, some see themselves otherwise than their keyworker does, some had little room to rise, a few go down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from lodestar.demo.county import words
from lodestar.demo.county.calendar import Calendar
from lodestar.demo.county.contracts import ContractFacts, MilestoneFacts

READINGS = 6_000
LOWEST, HIGHEST = 1, 10
AREAS = ("home", "money", "body", "mind", "people", "drink", "time", "skills", "law", "hope")
AREAS_OF_OUTCOME = {
    "HOME": "home", "SAFE": "home", "MONEY": "money", "WORK": "time", "LEARN": "time", "DAYS": "time", "BODY": "body", "MIND": "mind",
    "DRINK": "drink", "PEOPLE": "people", "BREAK": "mind", "LAW": "law", "SKILL": "skills", "SAY": "hope", "RETURN": "body",
}  # fmt: skip


@dataclass(frozen=True)
class PlannedReading:
    """A completed star; `mistaken` holds the points as first written down, where they were corrected the next day."""

    on: date
    voice: str
    scores: Mapping[str, int | None]
    notes: Mapping[str, str]
    days_until_recorded: int = 0
    mistaken: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedGoal:
    """A goal in the person's own words; without an outcome it says why."""

    words: str
    outcome: str
    unlisted_reason: str
    on: date
    fate: str  # set, reached, left


@dataclass(frozen=True)
class PlannedAchievement:
    """A milestone reached, and how it was judged: verified, waiting, refused, confirmed_later, overturned, withdrawn."""

    milestone: str
    on: date
    recorded_on: date
    evidence: str
    fate: str
    judged_on: date | None = None
    later_on: date | None = None


@dataclass(frozen=True)
class PlannedPerson:
    """One person's whole time with a service. Without `opened_on` they are referred only; `not_taken_up` says why not, if so."""

    given_name: str
    family_name: str
    known_as: str
    date_of_birth: date
    contact: str
    needs: str
    story: str
    keyworker: str
    referred_on: date
    opened_on: date | None
    closed_on: date | None = None
    closed_reason: str = ""
    not_taken_up: str = ""
    readings: tuple[PlannedReading, ...] = ()
    goals: tuple[PlannedGoal, ...] = ()
    achievements: tuple[PlannedAchievement, ...] = ()

    @property
    def rows_of_readings(self) -> int:
        return len(self.readings) + sum(bool(reading.mistaken) for reading in self.readings)


@dataclass(frozen=True)
class Story:
    """How often a story is met, how a life moves (points gained by reading k), how likely milestones are, and how it ends."""

    share: float
    gain: Callable[[int], float]
    success: float
    ending: str
    months: tuple[int, int]


STORIES: dict[str, Story] = {
    "climbs_slowly": Story(0.33, lambda k: min(0.55 * k, 5.0), 0.80, "well", (10, 24)),
    "starts_quickly": Story(0.14, lambda k: 3.4 * (1 - math.exp(-k / 0.9)), 0.88, "well", (6, 15)),
    "falls_back": Story(0.12, lambda k: 0.9 * k if k < 3 else 0.2 + 0.45 * (k - 3), 0.48, "mixed", (11, 24)),
    "leaves_early": Story(0.09, lambda k: 0.0, 0.05, "lost", (1, 3)),
    "stays": Story(0.13, lambda k: 0.5 * (1 - math.exp(-k)), 0.34, "mixed", (8, 18)),
    "sees_otherwise": Story(0.07, lambda k: 0.45 * k, 0.62, "well", (9, 20)),
    "little_room": Story(0.07, lambda k: 0.15 * k, 0.82, "well", (5, 12)),
    "goes_down": Story(0.05, lambda k: -0.4 * k, 0.14, "lost", (5, 12)),
}

# Where people begin in each area, by service; 4 where nothing is said.
STARTS: dict[str, dict[str, float]] = {
    "settled_homes": {"home": 2.6, "money": 2.4, "skills": 4.2, "hope": 3.0, "drink": 6.0, "law": 7.2},
    "steps_to_work": {"time": 2.4, "money": 3.0, "hope": 3.2, "home": 5.6, "drink": 6.8, "law": 6.9},
    "recovery": {"drink": 2.3, "body": 3.2, "people": 2.9, "time": 2.6, "law": 4.6, "mind": 2.9},
    "safe_and_strong": {"home": 2.1, "mind": 2.7, "people": 3.2, "hope": 2.8, "drink": 7.0, "law": 8.4, "skills": 6.2},
    "supported_lodgings": {"home": 3.4, "skills": 3.1, "time": 3.3, "people": 3.6, "body": 6.4, "drink": 6.5},
    "leaving_prison": {"home": 1.9, "law": 2.3, "time": 2.2, "drink": 3.3, "money": 2.2},
    "carers_break": {"mind": 3.0, "time": 2.8, "people": 3.5, "body": 4.2, "drink": 8.6, "law": 9.4, "home": 7.6, "skills": 7.4},
    "good_company": {"people": 2.2, "time": 2.9, "hope": 4.0, "body": 4.4, "drink": 8.4, "law": 9.6, "home": 7.2, "money": 6.0},
    "home_from_hospital": {"body": 2.7, "skills": 3.4, "home": 5.2, "people": 3.6, "drink": 8.5, "law": 9.6, "money": 6.2},
}
AGES: dict[str, tuple[int, int]] = {
    "supported_lodgings": (16, 21), "carers_break": (34, 78), "good_company": (71, 94), "home_from_hospital": (71, 95),
}  # fmt: skip
# Areas that often do not apply and are then left out, never filled in.
OFTEN_LEFT_OUT = ("law", "drink")


def plan_people(seed: int, calendar: Calendar, contracts: Sequence[ContractFacts]) -> dict[str, list[PlannedPerson]]:
    """Everyone, by contract. Readings come to `READINGS` in all, where there are that many to keep."""
    people = {c.key: [_plan_person(Random(f"{seed}/{c.key}/{place}"), calendar, c, place) for place in range(c.people)] for c in contracts}
    if MAYAS_CONTRACT in people:
        people[MAYAS_CONTRACT][0] = maya(calendar)
    for contract in contracts:
        people[contract.key] += _referred(Random(f"{seed}/{contract.key}/referred"), calendar, contract)
    return _keep_readings(people)


def _plan_person(random: Random, calendar: Calendar, contract: ContractFacts, place: int) -> PlannedPerson:
    is_open = place < contract.open_now
    name = _pick_story(random, is_open)
    story = STORIES[name]
    opened = _opening(random, calendar, contract, is_open)
    end = calendar.anchor - timedelta(days=random.randint(2, 20))
    if not is_open:
        last = calendar.month(contract.ends, 28) if contract.ends < 0 else calendar.anchor - timedelta(days=12)
        end = min(last, opened + timedelta(days=30 * random.randint(*story.months) + random.randint(0, 27)))
    person = _identity(random, calendar, contract, name, opened)
    readings = _readings(random, contract, name, opened, end)
    achievements = _achievements(random, calendar, contract, story, opened, end)
    goals = _goals(random, contract, story, readings, is_open)
    closing = () if is_open else (end, random.choice(words.WHY_CLOSED[story.ending]))
    return replace(
        person,
        keyworker=contract.keyworkers[place % len(contract.keyworkers)],
        closed_on=closing[0] if closing else None,
        closed_reason=closing[1] if closing else "",
        readings=readings,
        goals=goals,
        achievements=achievements,
    )


def _pick_story(random: Random, is_open: bool) -> str:
    names = [name for name in STORIES if not (is_open and name == "leaves_early")]
    return random.choices(names, [STORIES[name].share for name in names])[0]


def _opening(random: Random, calendar: Calendar, contract: ContractFacts, is_open: bool) -> date:
    """A weekday; people still supported came in the last two years, the others at any time of the contract."""
    first = calendar.month(contract.starts, 2)
    last = calendar.anchor - timedelta(days=24) if is_open else calendar.month(min(0, contract.ends) - 4, 20)
    if is_open:
        first = max(first, calendar.anchor - timedelta(days=720))
    days = max(1, (last - first).days)
    # More of those still here came lately than long ago.
    day = first + timedelta(days=int(days * (random.random() ** 0.8 if is_open else random.random())))
    return _weekday(day, last)


def _weekday(day: date, last: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day if day <= last else day - timedelta(days=3)


def _identity(random: Random, calendar: Calendar, contract: ContractFacts, story: str, opened: date) -> PlannedPerson:
    given = random.choice(words.GIVEN_NAMES)
    youngest, oldest = AGES.get(contract.key, (19, 67))
    age = random.randint(youngest, oldest)
    return PlannedPerson(
        given_name=given,
        family_name=random.choice(words.FAMILY_NAMES),
        known_as=given[:3] if random.random() < 0.05 else "",
        date_of_birth=date(opened.year - age, random.randint(1, 12), random.randint(1, 28)),
        # Numbers that Ofcom keeps for stories: nobody has them.
        contact=f"07700 900{random.randint(0, 999):03d}",
        needs=random.choice(words.NEEDS) if random.random() < 0.13 else "",
        story=story,
        keyworker="",
        referred_on=opened - timedelta(days=random.randint(2, 24)),
        opened_on=opened,
    )


def _readings(random: Random, contract: ContractFacts, story: str, opened: date, end: date) -> tuple[PlannedReading, ...]:
    levels, pace, left_out = _beginning(random, contract, story)
    found: list[PlannedReading] = []
    day = opened + timedelta(days=random.randint(5, 26))
    while day <= end and len(found) < (1 if story == "leaves_early" else 20):
        gained = STORIES[story].gain(len(found))
        scores = {area: _point(random, levels[area] + gained * pace[area]) for area in AREAS}
        shown: dict[str, int | None] = {a: (None if a in left_out or random.random() < 0.01 else p) for a, p in scores.items()}
        found.append(_reading(random, story, _weekday(day, end), shown, len(found)))
        if story == "sees_otherwise" and random.random() < 0.7:
            found.append(_own_voice(random, found[-1]))
        day += timedelta(days=random.randint(52, 72))
    if found and random.random() < 0.04:
        found[-1] = _corrected(random, found[-1])
    return tuple(found)


def _beginning(random: Random, contract: ContractFacts, story: str) -> tuple[dict[str, float], dict[str, float], set[str]]:
    """Where the person starts in each area, how strongly each area moves with them, and the areas left out for good."""
    starts = STARTS[contract.key]
    person = random.gauss(0, 0.8) + (3.6 if story == "little_room" else 1.8 if story == "goes_down" else 0)
    levels = {area: starts.get(area, 4.0) + person + random.gauss(0, 0.9) for area in AREAS}
    aimed_at = {AREAS_OF_OUTCOME[target.outcome] for target in contract.targets}
    pace = {area: random.uniform(0.9, 1.35) if area in aimed_at else random.uniform(0.1, 0.95) for area in AREAS}
    return levels, pace, {area for area in OFTEN_LEFT_OUT if levels[area] > 7.5 and random.random() < 0.35}


def _point(random: Random, level: float) -> int:
    return max(LOWEST, min(HIGHEST, round(level + random.gauss(0, 0.45))))


def _reading(random: Random, story: str, day: date, scores: dict[str, int | None], place: int) -> PlannedReading:
    together = 0.35 if story == "sees_otherwise" else 0.86
    voice = "together" if random.random() < together else "worker"
    lag = 0 if random.random() < 0.75 else random.randint(1, 9)
    return PlannedReading(day, voice, scores, _notes(random, scores, 0.5 if place == 0 else 0.12), lag)


def _notes(random: Random, scores: Mapping[str, int | None], chance: float) -> dict[str, str]:
    answered = [area for area, point in scores.items() if point is not None]
    if not answered or random.random() > chance:
        return {}
    chosen = random.sample(answered, min(len(answered), random.randint(1, 3)))
    return {area: random.choice(words.NOTES[area][_band(scores[area] or LOWEST)]) for area in chosen}


def _band(point: int) -> int:
    return 0 if point <= 3 else 1 if point <= 6 else 2


def _own_voice(random: Random, beside: PlannedReading) -> PlannedReading:
    """The person's own star of the same day, where they see themselves otherwise in a few areas."""
    scores = dict(beside.scores)
    areas = random.sample([a for a, p in scores.items() if p is not None], 3)
    for area in areas:
        step = random.choice((-3, -2, 2, 3))
        scores[area] = max(LOWEST, min(HIGHEST, (scores[area] or LOWEST) + step))
    note = {areas[0]: random.choice(words.DISAGREES)}
    return PlannedReading(beside.on, "person", scores, note, beside.days_until_recorded)


def _corrected(random: Random, reading: PlannedReading) -> PlannedReading:
    mistaken = dict(reading.scores)
    area = random.choice([a for a, p in mistaken.items() if p is not None])
    mistaken[area] = LOWEST if (mistaken[area] or 0) > 5 else HIGHEST
    return replace(reading, mistaken=mistaken)


def _goals(
    random: Random, contract: ContractFacts, story: Story, readings: Sequence[PlannedReading], is_open: bool
) -> tuple[PlannedGoal, ...]:
    if not readings:
        return ()
    outcomes = list(dict.fromkeys([target.outcome for target in contract.targets] + list(OUTCOMES_OF[contract.key])))
    chosen = random.sample(outcomes, min(len(outcomes), random.choice((1, 1, 2, 2, 3))))
    goals = [PlannedGoal(random.choice(words.GOALS[code]), code, "", readings[0].on, _goal_fate(random, story, is_open)) for code in chosen]
    if random.random() < 0.05:
        said, why = random.choice(words.UNLISTED)
        goals.append(PlannedGoal(said, "", why, readings[0].on, _goal_fate(random, story, is_open)))
    return tuple(goals)


OUTCOMES_OF: dict[str, tuple[str, ...]] = {
    "settled_homes": ("SKILL", "MIND", "SAY"), "steps_to_work": ("MONEY", "LEARN", "DAYS"), "recovery": ("DAYS", "MIND", "BODY"),
    "safe_and_strong": ("MIND", "PEOPLE", "SAY"), "supported_lodgings": ("SKILL", "PEOPLE", "SAY"), "leaving_prison": ("WORK", "DRINK"),
    "carers_break": ("MIND", "PEOPLE", "MONEY"), "good_company": ("DAYS", "BODY", "SAY"), "home_from_hospital": ("PEOPLE", "SKILL", "BODY"),
}  # fmt: skip


def _goal_fate(random: Random, story: Story, is_open: bool) -> str:
    if is_open:
        return "reached" if random.random() < 0.16 * story.success else "set"
    return "reached" if random.random() < story.success else random.choice(("left", "set"))


def _achievements(  # noqa: PLR0917 - everything a milestone depends on
    random: Random, calendar: Calendar, contract: ContractFacts, story: Story, opened: date, end: date
) -> tuple[PlannedAchievement, ...]:
    """Milestones in the order of the contract; whoever misses one does not reach those that come after it."""
    reached: dict[str, date] = {}
    found = []
    # Some milestones come after support has ended; they are followed up for half a year.
    last = min(calendar.anchor - timedelta(days=3), calendar.month_end(contract.ends - 1), end + timedelta(days=180))
    for milestone in contract.milestones:
        since = reached.get(milestone.after) if milestone.after else opened
        if since is None or random.random() > min(0.97, story.success * milestone.ease):
            continue
        day = since + timedelta(days=random.randint(*milestone.days))
        if day > last:
            continue
        reached[milestone.key] = day
        found.append(_achievement(random, calendar, milestone, day))
    return tuple(found)


def _achievement(random: Random, calendar: Calendar, milestone: MilestoneFacts, day: date) -> PlannedAchievement:
    recorded = min(day + timedelta(days=random.randint(0, 9)), calendar.anchor - timedelta(days=2))
    judged = recorded + timedelta(days=random.randint(4, 24))
    plan = PlannedAchievement(milestone.key, day, max(day, recorded), random.choice(milestone.evidence), "verified", judged)
    if judged >= calendar.anchor:
        return replace(plan, fate="waiting", judged_on=None)
    draw = random.random()
    later = judged + timedelta(days=random.randint(60, 120))
    if draw < 0.012 and later < calendar.anchor and milestone.price:
        return replace(plan, fate="overturned", later_on=later)
    if draw < 0.030:
        soon = judged + timedelta(days=random.randint(8, 25))
        return (
            replace(plan, fate="confirmed_later", later_on=soon)
            if soon < calendar.anchor and draw < 0.022
            else replace(plan, fate="refused")
        )
    if draw < 0.034:
        return replace(plan, fate="withdrawn", judged_on=None)
    return plan


def _referred(random: Random, calendar: Calendar, contract: ContractFacts) -> list[PlannedPerson]:
    """A few who were referred lately and have not started, and one who did not take it up."""
    if contract.open_now == 0:
        return []
    found = []
    for place in range(3):
        asked = calendar.anchor - timedelta(days=random.randint(4, 16) if place else 95)
        person = _identity(random, calendar, contract, "referred", asked)
        why = "" if place else random.choice(words.WHY_NOT_TAKEN_UP)
        keyworker = random.choice(contract.keyworkers)
        found.append(replace(person, keyworker=keyworker, referred_on=asked, opened_on=None, not_taken_up=why))
    return found


MAYAS_CONTRACT = "settled_homes"
# Points in the order of `AREAS`, as she and her keyworker agreed them; once she saw two of them otherwise.
MAYAS_READINGS: tuple[tuple[int, tuple[int, ...], dict[str, str]], ...] = (
    (12, (2, 2, 5, 3, 4, 8, 4, 5, 9, 2), {"home": "Staying on a sofa with Ava, who is six. Has to be out by eight.",
                                           "hope": "Did not want to choose a goal. Then said: my own pictures up."}),
    (71, (4, 3, 5, 3, 4, 8, 4, 5, 9, 4), {"money": "Emptied the carrier bag of letters together. Eleven of nineteen could go."}),
    (143, (6, 5, 5, 4, 5, 8, 5, 6, 9, 5), {"home": "Has the keys. The boiler does not work yet; we rang together."}),
    (214, (7, 6, 6, 4, 6, 9, 6, 7, 10, 6), {"mind": "Two bad weeks in the spring. Knew why, and rang."}),
    (285, (8, 6, 6, 6, 7, 9, 7, 7, 10, 8), {"home": "Painted the kitchen yellow. The pictures are up."}),
    (349, (9, 7, 6, 7, 7, 9, 8, 8, 10, 9), {"hope": "Asked to come to the panel and say what should change."}),
)  # fmt: skip


def maya(calendar: Calendar) -> PlannedPerson:
    """Maya Ellwood, whom the tutorial follows from a priority to a changed life. Nobody of that name is meant."""
    opened = calendar.month(-14, 9)

    def day(days: int) -> date:
        return opened + timedelta(days=days)

    readings = [
        PlannedReading(day(days), "together", dict(zip(AREAS, points, strict=True)), notes) for days, points, notes in MAYAS_READINGS
    ]
    own = {**readings[3].scores, "mind": 2, "skills": 9}
    readings.insert(4, PlannedReading(readings[3].on, "person", own, {"mind": "It is worse than it looks. You see me on good days."}))
    return PlannedPerson(
        given_name="Maya", family_name="Ellwood", known_as="", date_of_birth=date(calendar.year(0) - 29, 5, 17), contact="07700 900123",
        needs="Prefers a text message to a call.", story="climbs_slowly", keyworker="sam", referred_on=day(-8), opened_on=opened,
        readings=tuple(readings),
        goals=(
            PlannedGoal("I want my name on the door and my own pictures up.", "HOME", "", day(12), "reached"),
            PlannedGoal("I want to open my post without my heart racing.", "MONEY", "", day(71), "set"),
            PlannedGoal("I want to sing again.", "", "Not in the contract. The choir in Sallowby meets on Mondays.", day(143), "reached"),
        ),
        achievements=(
            PlannedAchievement("plan", day(15), day(15), "Signed plan on the case file.", "verified", day(29)),
            PlannedAchievement("home_start", day(124), day(127), "Tenancy agreement, first page.", "verified", day(139)),
            PlannedAchievement("home_26", day(308), day(311), "Rent account, six months.", "verified", day(338)),
        ),
    )  # fmt: skip


def _keep_readings(people: dict[str, list[PlannedPerson]]) -> dict[str, list[PlannedPerson]]:
    """Leaves out last readings, one a person, longest stories first, until there are `READINGS` in all."""
    everyone = [(key, place) for key, planned in people.items() for place in range(len(planned))]
    over = sum(people[key][place].rows_of_readings for key, place in everyone) - READINGS
    for key, place in sorted(everyone, key=lambda where: -len(people[where[0]][where[1]].readings)):
        person = people[key][place]
        if over <= 0:
            break
        last = person.readings[-1] if person.readings else None
        if last is None or len(person.readings) < 4 or last.mistaken or last.voice == "person":
            continue
        people[key][place] = replace(person, readings=person.readings[:-1])
        over -= 1
    return people

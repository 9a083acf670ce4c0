"""Reboot West, a social impact bond for care leavers: 23 outcome metrics with price, people and amount paid.

Facts, from the Government Outcomes Lab's INDIGO data set, project INDIGO-POJ-0121. Some outcomes could be claimed more than once a
person, which is why amounts paid are above price × people.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "Government Outcomes Lab, INDIGO data set, project INDIGO-POJ-0121 (Reboot West)"
TOTAL_PAID_PENCE = 187_154_000


@dataclass(frozen=True)
class MetricFacts:
    """One outcome metric: its price in pounds, people who reached it, pounds paid, and the county's outcome it belongs to."""

    key: str
    definition: str
    price_pounds: int
    people: int
    paid_pounds: int
    outcome: str

    @property
    def count(self) -> int:
        """How often it was paid: amount paid ÷ price, a whole number in every row."""
        return self.paid_pounds // self.price_pounds


METRICS: tuple[MetricFacts, ...] = tuple(
    MetricFacts(f"outcomemetric{place}", *facts)
    for place, facts in enumerate(
        (
            ("Agrees education/training is right for them", 220, 231, 115_940, "LEARN"),
            ("Has at least 1 consistent relationship", 220, 225, 99_660, "PEOPLE"),
            ("Feels safe", 220, 230, 106_040, "SAFE"),
            ("Managing accommodation and costs", 220, 227, 102_520, "HOME"),
            ("Self-determined outcome / SLN screening / Money management", 220, 136, 44_440, "MONEY"),
            ("Begins education/training course", 220, 132, 31_900, "LEARN"),
            ("Completes 25% of course", 220, 109, 26_620, "LEARN"),
            ("Completes 50% of course", 220, 94, 23_320, "LEARN"),
            ("Obtains level 1 qualification", 1_760, 41, 75_680, "LEARN"),
            ("Obtains level 2 qualification", 4_730, 33, 156_090, "LEARN"),
            ("Obtains level 3 qualification", 4_730, 10, 52_030, "LEARN"),
            ("Begins higher education", 660, 10, 6_600, "LEARN"),
            ("Completes 1 year of higher education", 2_750, 4, 11_000, "LEARN"),
            ("Completes 2 years of higher education", 2_750, 2, 5_500, "LEARN"),
            ("Completes higher education course", 4_730, 3, 14_190, "LEARN"),
            ("Enters work experience / volunteering", 110, 29, 3_190, "WORK"),
            ("Completes 1 week of work experience / volunteering", 220, 19, 4_180, "WORK"),
            ("Completes 4 weeks of work experience / volunteering", 330, 6, 1_980, "WORK"),
            ("Enters employment", 660, 126, 83_160, "WORK"),
            ("Earns £768", 2_750, 114, 313_500, "WORK"),
            ("Earns £1631", 2_750, 102, 280_500, "WORK"),
            ("Earns £3350", 2_750, 73, 200_750, "WORK"),
            ("Earns £8155", 2_750, 41, 112_750, "WORK"),
        ),
        start=1,
    )
)

# What the published figures say, by the county's outcome: each closes the target of that outcome.
LEARNT: dict[str, str] = {
    "LEARN": "Beginnings were many and cheap, certificates few and dear: ten reached level 3, two finished two years of a degree.",
    "PEOPLE": "Almost everyone found one relationship to rely on, and it was paid for about twice a person: it had to be shown again.",
    "SAFE": "Feeling safe was reached by 230 people, more than all but one outcome, at one of the lowest prices.",
    "HOME": "Managing a home came as early, and for as many, as feeling safe.",
    "MONEY": "An outcome of one’s own was reached by 136 people, feeling safe by 230: it asks for more explaining than the others.",
    "WORK": "Of 126 who found work, 41 earned £8155. Of the 85 who did not, 61 fell away after £1631: that is where support is needed.",
}

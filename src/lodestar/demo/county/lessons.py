"""What the county learnt: entries, and the YES or NO of the targets of the contract that ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LessonFacts:
    """What was expected, what happened, what was learnt, what to do next time; `months` before the anchor it was written."""

    programme: str
    service: str
    by: str
    months: int
    expected: str
    happened: str
    learnt: str
    next_time: str


LESSONS: tuple[LessonFacts, ...] = (
    LessonFacts("first", "settled_homes", "colin", -25, "That most people would need help for six months.",
                "Those who stayed in their homes were supported for a year; those who left after six months were back within two.",
                "The first six months end the emergency. The second six are where staying is learnt.",
                "Pay for staying, not for leaving. The variation of that spring does."),
    LessonFacts("first", "steps_to_work", "colin", -14, "That a job found quickly is a job kept.",
                "Of those who started within two months, fewer than half were in work at thirteen weeks.",
                "Time spent on finding the right job is not time lost.", "Ask bidders how they choose jobs, not how fast they find them."),
    LessonFacts("first", "safe_and_strong", "ruth", -19, "That groups would be the heart of the service.",
                "Half of the women never came to a group and did as well as those who did.",
                "One person who stays matters more than the programme around her.", "Leave the shape of support to the person and the advocate."),
    LessonFacts("neighbourhoods", "recovery", "bronwen", -9, "That leaving the community would be the sign of success.",
                "Those who still came once a month after a year were the ones who stayed well.",
                "Belonging is not the opposite of independence.", "Do not count a return as a failure. Value someone to ring more."),
    LessonFacts("neighbourhoods", "good_company", "bronwen", -6, "That visits at home were what people wanted.",
                "Most wanted to go out, and could not for want of a lift.", "Ask about transport first.",
                "Put the lift into the specification, and the visit into the plan."),
    LessonFacts("first", "supported_lodgings", "colin", -16, "That every young person would be ready at eighteen.",
                "Those who left on the day that had been agreed with them did better, whatever their age.",
                "Readiness is agreed with the young person; it is not a birthday.", "Take the age limit off the next specification."),
    LessonFacts("first", "carers_break", "ruth", -5, "That carers would ask for breaks.",
                "They did not ask until someone else had arranged the first.", "The first break has to be offered with a date on it.",
                "Count the first break as a milestone."),
    LessonFacts("first", "reboot_west", "ruth", -8, "That paying wholly by outcomes would bring new partners in.",
                "It did, and most of what was paid was for relationships, safety and homes, not for certificates.",
                "Small early outcomes carry the late ones. Prices set by guess are still prices.",
                "Publish the price list before the tender, and say how each price was found."),
)  # fmt: skip

# The two targets of the contract that ended: (key, expected, happened, learnt, next time).
CLOSED_CONTRACT = "leaving_prison"
CLOSED: dict[str, tuple[str, str, str, str]] = {
    "home": (
        "That a home on the first night would be the hard part, and thirteen weeks the easy one.",
        "It was the other way round. Almost everyone was met; fewer than hoped were in the same home after thirteen weeks.",
        "A bed found in a hurry is lost in a hurry. Those who had seen the room before the gate stayed.",
        "Let people see their room before they leave prison, and pay for the visit.",
    ),
    "law": (
        "That half would be without a new sentence after a year.",
        "More people than we had agreed kept out of court for a year, and those who worked did best.",
        "It was the work, as far as we can tell: those with a job by the third month were seldom back in court.",
        "Bring the job coach to the gate. Ask whether the target was too easy before it is set again.",
    ),
}

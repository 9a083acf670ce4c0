"""A workshop of sixty phones: all score within five seconds, ten go on on another phone, the wall asks twice a second.

Prints how long the wall took to show each score after it was written, how long phones waited for "Saved", and whether anything was lost.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.journeys.room import Result, play
from tests.journeys.server import Server

PEOPLE, COMING_BACK, WITHIN, TURNS = 60, 10, 5.0, 3
TARGET_SECONDS = 1.0


def show(result: Result) -> bool:
    lost = sum(result.kept.get(label) != value for label, value in result.said.items())
    p50, p95 = (result.share(part, result.lags) for part in (0.5, 0.95))
    print(
        f"{len(result.kept)} of {result.people} kept, {lost} lost · written → wall p50 {p50:.2f} s, p95 {p95:.2f} s, "
        f"worst {max(result.lags):.2f} s (target p95 ≤ {TARGET_SECONDS:.0f} s) · "
        f"page and save on a phone p95 {result.share(0.95, result.posts):.2f} s · "
        f"{result.not_modified} of {result.boards} boards not modified · faults {len(result.faults)}"
    )
    for fault in result.faults[:10]:
        print(f"FAULT {fault}")
    return not lost and not result.faults and p95 <= TARGET_SECONDS


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import logging

    from tests.journeys.test_workshop_load import written_at

    logging.getLogger("httpx").setLevel(logging.WARNING)
    server = Server()
    try:
        server.start()
        turns = [
            play(
                server.address,
                people=PEOPLE,
                coming_back=COMING_BACK,
                within=WITHIN,
                written_at=lambda workshop: written_at(server, workshop),
            )
            for _turn in range(TURNS)
        ]
        met = [show(turn) for turn in turns]
        print(f"{'Met' if all(met) else 'NOT met'} in {len(met)} turns; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        for fault in server.faults():
            print(f"FAULT {fault}")
    finally:
        server.stop()
        server.remove()


if __name__ == "__main__":
    main()

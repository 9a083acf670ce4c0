"""A room full of simulated phones: each joins, scores within a few seconds, some on a second phone; a wall that asks twice a second."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import httpx
from bs4 import BeautifulSoup

from tests.journeys.crawl import entered

WALL_ASKS, PHONES_ASK = 0.5, 3.0
SCORED = re.compile(r'ws-wall__number"><b>(\d+)</b>')
CODE = re.compile(r'<p class="ws-code">([a-z]+-[a-z]+-\d\d)</p>')


@dataclass
class Result:
    """What came of it: seconds from each score being written to the wall showing it, and answers that were not what they should be."""

    people: int
    lags: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    not_modified: int = 0
    boards: int = 0

    def share(self, part: float, of: Sequence[float]) -> float:
        return sorted(of)[min(len(of) - 1, int(part * len(of)))] if of else float("nan")


@dataclass
class Phone:
    """One person: a label, the number they will give, and a browser that holds their seat."""

    label: str
    value: str
    client: httpx.Client
    come_back_code: str = ""


def browser(base: str) -> httpx.Client:
    """Lets go of a connection before the server does (two seconds), as browsers do or make good."""
    kept = httpx.Limits(keepalive_expiry=1.0)
    return httpx.Client(base_url=base, follow_redirects=True, timeout=30, verify=False, limits=kept)


def send(client: httpx.Client, page: str, action: str = "", **given: str) -> httpx.Response:
    """Fills in the form of a page that leads to the action, as a browser would, and sends it."""
    shown = client.get(page)
    for form in BeautifulSoup(shown.text, "html.parser").select("main form[method=post]"):
        to = str(form.get("action") or shown.url.path)
        if action in to:
            held = {
                str(one["name"]): str(one.get("value", ""))
                for one in form.find_all("input")
                if one.get("name") and one.get("type") == "hidden"
            }
            return client.post(to, data={**held, **given})
    raise AssertionError(f"{page} ({shown.status_code}) has no form that leads to {action!r}")


class Room:
    """A workshop of its own in the demo county, made and opened by its facilitator."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.desk = browser(address)
        with closing(entered(address, "facilitator", "Felix")) as signed_in:
            self.desk.cookies.update(signed_in.cookies)
        self.programme = self._programme()
        made = send(
            self.desk, f"/prioritise/{self.programme}/workshops/new/", name=name, shows_labels="no",
            **dict(zip(("held_on-day", "held_on-month", "held_on-year"), time.strftime("%d %m %Y").split(), strict=True)),
        )  # fmt: skip
        self.workshop = made.url.path.rstrip("/").split("/")[-2]
        first = str(BeautifulSoup(made.text, "html.parser").find("input", {"name": "interventions"})["value"])  # type: ignore[index]
        send(self.desk, str(made.url.path), quantities="benefit", interventions=first)
        opened = send(self.desk, self.at("desk/"), "/open/")
        page = BeautifulSoup(opened.text, "html.parser")
        self.code = page.select_one(".ws-code").text.strip()  # type: ignore[union-attr]
        self.wall = str(page.select_one("a[target=_blank]")["href"])  # type: ignore[index]
        self.desk_url = self.at("desk/")

    def at(self, rest: str = "") -> str:
        return f"/prioritise/workshops/{self.workshop}/{rest}"

    def _programme(self) -> str:
        listed = BeautifulSoup(self.desk.get("/prioritise/").text, "html.parser").select("main tbody a")
        return next(str(one["href"]).rstrip("/").split("/")[-1] for one in listed)

    def press(self, action: str, **given: str) -> httpx.Response:
        return send(self.desk, self.desk_url, action, **given)

    def join(self, label: str, value: str) -> Phone:
        client = browser(self.address)
        seated = send(client, f"/prioritise/join/{self.code}/", label=label, group="")
        code = CODE.search(seated.text)
        assert code, f"no seat: {seated.status_code} {seated.url}"
        return Phone(label, value, client, code[1])

    def score(self, phone: Phone, value: str) -> httpx.Response:
        return send(phone.client, f"/prioritise/room/{self.workshop}/", "/score/", value=value, reason="")

    def come_back(self, phone: Phone) -> None:
        """The phone is gone; the person goes on with another."""
        phone.client.close()
        phone.client = browser(self.address)
        send(phone.client, "/prioritise/join/come-back/", code=self.code, come_back=phone.come_back_code)


def play(address: str, *, people: int = 60, coming_back: int = 10, within: float = 5.0, written_at: Callable[[str], list[float]]) -> Result:
    """Everyone scores within a few seconds; some come back on another phone after it. `written_at` gives the moments of the scores."""
    room = Room(address, f"Load of {people} at {time.time():.0f}")
    chance = random.Random(60)
    result = Result(people)
    phones = [room.join(f"P{number}", str(chance.randrange(0, 101))) for number in range(people)]
    room.press("/open/", minutes="0")
    seen: dict[int, float] = {}
    over = threading.Event()
    watch = threading.Thread(target=_watch, args=(room, seen, over, result))
    lives = [
        threading.Thread(target=_live, args=(room, phone, chance.random() * within, n < coming_back, over, result))
        for n, phone in enumerate(phones)
    ]
    for thread in (watch, *lives):
        thread.start()
    deadline = time.monotonic() + within + 30
    while max(seen, default=0) < people and time.monotonic() < deadline:
        time.sleep(0.05)
    over.set()
    for thread in (watch, *lives):
        thread.join()
    for place, moment in enumerate(written_at(room.workshop)[:people], 1):
        shown = [when for count, when in seen.items() if count >= place]
        result.lags.append(min(shown) - moment if shown else float("inf"))
    room.press("/reveal/")
    _read_record(room, result)
    result.said = {phone.label: phone.value for phone in phones}
    for phone in phones:
        phone.client.close()
    room.desk.close()
    return result


def _watch(room: Room, seen: dict[int, float], over: threading.Event, result: Result) -> None:
    with browser(room.address) as wall:
        tag = ""
        while not over.is_set():
            began = time.monotonic()
            answer = wall.get(f"{room.wall}board/", headers={"If-None-Match": tag})
            result.boards += 1
            result.not_modified += answer.status_code == httpx.codes.NOT_MODIFIED
            if answer.status_code == httpx.codes.OK:
                tag = answer.headers["ETag"]
                found = SCORED.search(answer.text)
                if found:
                    seen.setdefault(int(found[1]), time.time())
            over.wait(max(0.0, WALL_ASKS - (time.monotonic() - began)))


def _live(room: Room, phone: Phone, when: float, comes_back: bool, over: threading.Event, result: Result) -> None:  # noqa: PLR0917
    """One phone: asks every three seconds, scores once at its moment, perhaps goes on on another phone; never twice in vain."""
    began, scored, tag = time.monotonic(), False, ""
    while not over.is_set():
        wait = PHONES_ASK
        if not scored and time.monotonic() - began >= when:
            at = time.monotonic()
            answer = room.score(phone, phone.value)
            result.posts.append(time.monotonic() - at)
            scored = True
            if answer.status_code != httpx.codes.OK or "Saved" not in answer.text:
                result.faults.append(f"{phone.label}: {answer.status_code} {answer.url}")
            if comes_back:
                room.come_back(phone)
                if f"Saved: {phone.value}." not in phone.client.get(f"/prioritise/room/{room.workshop}/").text:
                    result.faults.append(f"{phone.label}: came back and found nothing")
        elif not scored:
            wait = when - (time.monotonic() - began)
        answer = phone.client.get(f"/prioritise/room/{room.workshop}/board/", headers={"If-None-Match": tag})
        tag = answer.headers.get("ETag", "")
        if answer.status_code not in (httpx.codes.OK, httpx.codes.NOT_MODIFIED):
            result.faults.append(f"{phone.label}: board {answer.status_code}")
        over.wait(max(0.01, min(wait, PHONES_ASK)))


def _read_record(room: Room, result: Result) -> None:
    import csv
    import io

    text = room.desk.get(room.at("record.csv")).content.decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        if row["counted"] == "yes":
            result.kept[row["label"]] = row["value"]

"""A second, slow reading of the payment terms, written differently: try every part of the record and every way to fill the caps.

It serves small cases only (a handful of achievements, prices of a few pence) and shares no code with the method.
"""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any

Raw = dict[str, Any]


def _share(value: Any) -> Fraction:
    written = Fraction(str(value))
    simple = written.limit_denominator(100)
    return simple if abs(simple - written) < Fraction(1, 10**6) else written


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)  # the cases start on days that every month has


class Oracle:
    def __init__(self, raw: Raw) -> None:
        terms = raw["terms"]
        self.raw = raw
        self.versions = sorted(terms, key=lambda t: t["effective_from"]) if isinstance(terms, list) else [terms]
        self.start = date.fromisoformat(self.versions[0]["start"])
        self.close = date.fromisoformat(raw["as_at"]) if raw.get("as_at") else None
        if self.close:
            self.versions = [v for n, v in enumerate(self.versions) if n == 0 or date.fromisoformat(v["effective_from"]) <= self.close]

    # terms

    def version(self, day: date) -> int | None:
        if day < self.start:
            return None
        since = [n for n, v in enumerate(self.versions) if date.fromisoformat(v.get("effective_from") or v["start"]) <= day]
        if not since or day > date.fromisoformat(self.versions[since[-1]]["end"]):
            return None
        return since[-1]

    def metric(self, n: int, name: str) -> Raw | None:
        return next((m for m in self.versions[n]["metrics"] if m["id"] == name), None)

    def month(self, day: date) -> int:
        return max(k for k in range(12 * 30) if _later(self.start, k) <= day)

    def factor(self, n: int, day: date) -> Fraction:
        terms = self.versions[n]
        index = terms.get("index_by_year") or [1]
        year = self.month(day) // 12
        return (1 - Fraction(str(terms.get("discount", 0)))) * Fraction(str(index[min(year, len(index) - 1)]))

    # what counts

    def valid(self) -> list[Raw]:
        kept = []
        for a in self.raw["achievements"]:
            day = date.fromisoformat(a["achieved_on"])
            seen = date.fromisoformat(a.get("verified_on") or a["achieved_on"])
            n = self.version(day)
            if not a["verified"] or n is None or self.metric(n, a["metric"]) is None:
                continue
            if self.close and (day > self.close or seen > self.close):
                continue
            back = [date.fromisoformat(r["on"]) for r in self.raw.get("reversals", []) if r["claim_id"] == a["claim_id"]]
            if any((self.close is None or on <= self.close) and not (a.get("verified_on") and seen > on) for on in back):
                continue
            kept.append({**a, "day": day, "seen": seen, "n": n, "terms": self.metric(n, a["metric"])})
        entered: list[Raw] = []
        more: list[Raw] = kept
        while more:
            more = [a for a in kept if a not in entered and self._enters(a, entered)]
            entered += more
        return entered

    def _enters(self, a: Raw, others: list[Raw]) -> bool:
        mine = [o for o in others if o["person"] == a["person"]]
        if any(not any(o["metric"] == need for o in mine) for need in a["terms"].get("requires", [])):
            return False
        window = a["terms"].get("window_days_after")
        if not window:
            return True
        gaps = [(a["day"] - o["day"]).days for o in mine if o["metric"] == window["metric"]]
        return any(gap >= (window.get("min") or 0) and (window.get("max") is None or gap <= window["max"]) for gap in gaps)

    # core

    def count(self, valid: list[Raw], name: str, year: int | None) -> int:
        most = min(
            (m["max_per_person"] for v in self.versions[-1:] for m in v["metrics"] if m["id"] == name and m["max_per_person"]), default=None
        )
        people: dict[str, int] = {}
        for a in valid:
            if a["metric"] == name and (year is None or self.month(a["day"]) // 12 == year):
                people[a["person"]] = people.get(a["person"], 0) + 1
        return sum(n if most is None else min(n, most) for n in people.values())

    def core_months(self, valid: list[Raw]) -> list[tuple[int, date, int]]:
        months = []
        end = max(date.fromisoformat(v["end"]) for v in self.versions)
        for k in itertools.takewhile(lambda k: _later(self.start, k) <= end, itertools.count()):
            first = _later(self.start, k)
            n = self.version(first)
            core = self.versions[n].get("core") if n is not None else None
            if not core or (self.close and _later(self.start, k + 1) > self.close and (_later(self.start, k + 1) - self.close).days > 1):
                continue
            year = k // 12
            minimum = core.get("minimum_performance")
            over = self.close is None or min(_later(self.start, 12 * (year + 1)).toordinal() - 1, end.toordinal()) <= self.close.toordinal()
            if minimum and over and self.count(valid, minimum["metric"], year) < minimum["count"]:
                continue
            shares = core["share_by_year"]
            whole = _half_up(core["annual_value_pence"] * Fraction(str(shares[year] if year < len(shares) else 0)))
            months.append((n, first, whole // 12 + (k % 12 < whole % 12)))
        return months

    # the best of all parts of the record

    def total(self) -> int:
        valid = self.valid()
        core = self._core_within_caps(valid)
        self.core_paid = core
        outcome = max(self._of_part(part) for r in range(len(valid) + 1) for part in itertools.combinations(valid, r))
        return outcome + sum(p for _, _, p in core) - self._clawback(valid, sum(p for _, _, p in core))

    def _clawback(self, valid: list[Raw], core: int) -> int:
        last = self.versions[-1]
        clawback = last.get("clawback")
        if not clawback or (self.close and self.close < date.fromisoformat(last["end"])):
            return 0
        missed = self.count(valid, clawback["metric"], None) < clawback["target"]
        return _half_up(core * Fraction(str(clawback["share_of_core"]))) if missed else 0

    def _period(self, n: int, day: date) -> tuple[int, int]:
        months = self.versions[n].get("period_months", 1)
        return months, self.month(day) // months

    def _period_cap(self, period: tuple[int, int]) -> int | None:
        first, following = _later(self.start, period[0] * period[1]), _later(self.start, period[0] * (period[1] + 1))
        caps = []
        for n, v in enumerate(self.versions):
            since = date.fromisoformat(v["effective_from"]) if n else date.min
            until = date.fromisoformat(self.versions[n + 1]["effective_from"]) if n + 1 < len(self.versions) else date.max
            if v.get("period_months", 1) == period[0] and since < following and until > first and v.get("period_cap_pence") is not None:
                caps.append(v["period_cap_pence"])
        return min(caps, default=None)

    def _core_within_caps(self, valid: list[Raw]) -> list[tuple[int, date, int]]:
        paid: list[tuple[int, date, int]] = []
        for n, first, due in self.core_months(valid):
            room = due
            cap = self._period_cap(self._period(n, first))
            if cap is not None:
                room = min(room, cap - sum(p for m, f, p in paid if self._period(m, f) == self._period(n, first)))
            for later in range(n, len(self.versions)):
                limit = self.versions[later].get("contract_cap_pence")
                if limit is not None:
                    room = min(room, limit - sum(p for m, _, p in paid if m <= later))
            paid.append((n, first, max(0, room)))
        return paid

    def _of_part(self, part: tuple[Raw, ...]) -> int:
        for n, version in enumerate(self.versions):
            until = [a for a in part if a["n"] <= n]
            for m in version["metrics"]:
                of_metric = [a for a in until if a["metric"] == m["id"]]
                if m.get("max_count") is not None and len(of_metric) > m["max_count"]:
                    return 0
                people = [a["person"] for a in of_metric]
                if m["max_per_person"] is not None and any(people.count(p) > m["max_per_person"] for p in people):
                    return 0
        for a, b in itertools.permutations(part, 2):
            if a["person"] == b["person"] and a["metric"] != b["metric"] and b["metric"] in a["terms"].get("either_or", []):
                return 0
        return max(self._fill(dues) for paid in self._paid_parts(part) for dues in self._dues(paid))

    def _paid_parts(self, part: tuple[Raw, ...]) -> list[tuple[Raw, ...]]:
        """What deadweight may leave of a part: in each metric at least the whole achievements of its share are gone."""
        by_metric: list[list[tuple[Raw, ...]]] = []
        for name in sorted({a["metric"] for a in part}):
            mine = [a for a in part if a["metric"] == name]
            lost = floor(sum((_share(self.versions[a["n"]].get("deadweight_share") or 0) for a in mine), Fraction(0)))
            by_metric.append(list(itertools.combinations(mine, len(mine) - lost)))
        return [tuple(itertools.chain(*chosen)) for chosen in itertools.product(*by_metric)]

    def _unit(self, a: Raw) -> Fraction:
        own = (a["terms"].get("group_prices") or {}).get(a.get("group"))
        tiers = a["terms"].get("tiers") if own is None else None
        price = own if own is not None else a["terms"]["price_pence"] if not tiers else max([t["price_pence"] for t in tiers])
        return price * self.factor(a["n"], a["day"])

    def _dues(self, part: tuple[Raw, ...]) -> list[list[tuple[Raw, int]]]:
        """What each pays before caps: places in tiers in order of time, in every order within a contract year and version."""
        ways: list[list[list[tuple[Raw, int]]]] = []
        for name in sorted({a["metric"] for a in part}):
            mine = sorted((a for a in part if a["metric"] == name), key=lambda a: (a["day"], a["seen"], -self._unit(a)))
            tiered = [a for a in mine if self._own(a) is None and a["terms"].get("tiers")]
            fixed = [
                (a, self._rounded(a, a["terms"]["price_pence"] if self._own(a) is None else self._own(a))) for a in mine if a not in tiered
            ]
            stretches = [list(g) for _, g in itertools.groupby(tiered, key=lambda a: (a["n"], self.month(a["day"]) // 12))]
            orders = itertools.product(*(itertools.permutations(stretch) for stretch in stretches))
            seen: dict[tuple[int, ...], list[tuple[Raw, int]]] = {}
            for order in orders:
                dues = [(a, self._rounded(a, self._tier_price(a, place))) for place, a in enumerate(itertools.chain(*order), start=1)]
                dues.sort(key=lambda due: due[0]["claim_id"])
                seen[tuple(pence for _, pence in dues)] = dues
            ways.append([fixed + dues for dues in seen.values()])
        return [list(itertools.chain(*chosen)) for chosen in itertools.product(*ways)]

    def _own(self, a: Raw) -> int | None:
        return (a["terms"].get("group_prices") or {}).get(a.get("group"))

    def _rounded(self, a: Raw, price: int | None) -> int:
        return _half_up((price or 0) * self.factor(a["n"], a["day"]))

    def _tier_price(self, a: Raw, place: int) -> int:
        return next((int(t["price_pence"]) for t in a["terms"]["tiers"] if t["up_to"] is None or place <= t["up_to"]), 0)

    def _fill(self, dues: list[tuple[Raw, int]]) -> int:
        """The most that the caps let through, by trying every amount of every achievement."""
        limits: list[int] = []
        bound_by: list[list[int]] = [[] for _ in dues]

        def limit(pence: int | None, members: list[int]) -> None:
            if pence is not None:
                for i in members:
                    bound_by[i].append(len(limits))
                limits.append(pence)

        everything = range(len(dues))
        for n, version in enumerate(self.versions):
            until = [i for i in everything if dues[i][0]["n"] <= n]
            spent = sum(p for m, _, p in self.core_paid if m <= n)
            if version.get("contract_cap_pence") is not None:
                limit(version["contract_cap_pence"] - spent, until)
            for person in {dues[i][0]["person"] for i in until}:
                limit(version.get("person_cap_pence"), [i for i in until if dues[i][0]["person"] == person])
            for m in version["metrics"]:
                limit(m.get("cap_pence"), [i for i in until if dues[i][0]["metric"] == m["id"]])
        periods = [self._period(a["n"], a["day"]) for a, _ in dues]
        for period in set(periods):
            cap = self._period_cap(period)
            if cap is not None:
                core = sum(p for m, f, p in self.core_paid if self._period(m, f) == period)
                limit(cap - core, [i for i in everything if periods[i] == period])

        @cache
        def most(i: int, rooms: tuple[int, ...]) -> int:
            if i == len(dues):
                return 0
            top = min([dues[i][1], *(rooms[r] for r in bound_by[i])])
            return max(x + most(i + 1, tuple(room - x * (r in bound_by[i]) for r, room in enumerate(rooms))) for x in range(top + 1))

        return most(0, tuple(limits))

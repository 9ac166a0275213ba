"""The SE rules in other engines, as `certification.py` runs them: facts on standard input, a line of JSON out.

Each gets what it needs to be fair: the level of each entry is worked out for it beforehand only where the engine has no
way of its own, the engine is set up before the clock starts where it allows that, and it only adds up.
"""

from __future__ import annotations

import json
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

RUNS = 15
APPROVES = ("personal_session", "consultation_individual", "consultation_group")


def level_of(on: str, starts: list[dict[str, str]]) -> str:
    place = bisect_right([one["on"] for one in starts], on)
    return starts[place - 1]["level"] if place else ""


def totals(rows: Iterable[tuple[str, int, bool]]) -> dict[str, str]:
    """Kind, minutes, and whether faculty gave it → what counts for each requirement."""
    worth = {"personal_session": Fraction(1), "consultation_individual": None, "consultation_group": None}
    found = dict.fromkeys(
        ("personal_sessions", "consultation_credits", "individual_credits", "faculty_credits"), Fraction(0)
    )
    for kind, minutes, faculty in rows:
        hours = Fraction(minutes, 60)
        if kind == "personal_session":
            found["personal_sessions"] += worth[kind] or 0
            continue
        credits = hours if kind == "consultation_individual" else hours / 3
        found["consultation_credits"] += credits
        if kind == "consultation_individual":
            found["individual_credits"] += credits
        if faculty:
            found["faculty_credits"] += credits
    return {code: str(amount) for code, amount in found.items()}


def by_rows(facts: dict[str, Any]) -> Callable[[], dict[str, str]]:
    """Row by row with a reason for each, as somebody new to pandas writes it."""
    import pandas as pd

    entries, approvals = pd.DataFrame(facts["entries"]), pd.DataFrame(facts["approvals"])
    starts = pd.DataFrame(facts["starts"])

    def run() -> dict[str, str]:
        rows, reasons = [], {}
        for _, entry in entries.iterrows():
            begun = starts[starts["on"] <= entry["on"]]
            level = begun.iloc[-1]["level"]
            own = approvals[approvals["provider"] == entry["provider"]]
            in_force = own[(own["from"] <= entry["on"]) & (entry["on"] <= own["to"])]
            here = in_force[(in_force["level"] == "") | (in_force["level"] == level)]
            approved = here[here["kind"] == entry["kind"]]
            if own[own["kind"] == entry["kind"]].empty:
                reasons[entry["id"]] = f"{entry['provider']} is not approved for {entry['kind']}"
            elif approved.empty:
                reasons[entry["id"]] = f"{entry['provider']} was not approved for {level} on {entry['on']}"
            else:
                reasons[entry["id"]] = f"counts in {level}, approved since {approved.iloc[0]['from']}"
                rows.append((entry["kind"], int(entry["minutes"]), not here[here["kind"] == "faculty"].empty))
        return totals(rows)

    return run


def with_pandas(facts: dict[str, Any]) -> Callable[[], dict[str, str]]:
    import pandas as pd

    entries, approvals = pd.DataFrame(facts["entries"]), pd.DataFrame(facts["approvals"])
    starts = pd.DataFrame(facts["starts"])
    for frame, words in ((entries, ["on"]), (approvals, ["from", "to"]), (starts, ["on"])):
        for word in words:
            frame[word] = pd.to_datetime(frame[word].replace("9999-01-01", "2200-01-01"))
    entries["on"] = entries["on"].astype(starts["on"].dtype)

    def run() -> dict[str, str]:
        log = pd.merge_asof(entries.sort_values("on"), starts.sort_values("on"), on="on")
        joined = log.merge(approvals, on=["provider", "kind"], suffixes=("", "_approved"))
        in_force = (joined["from"] <= joined["on"]) & (joined["on"] <= joined["to"])
        at_level = (joined["level_approved"] == "") | (joined["level_approved"] == joined["level"])
        good = joined[in_force & at_level].drop_duplicates("id")
        teachers = approvals[approvals["kind"] == "faculty"].drop(columns="kind")
        taught = good[["id", "on", "level", "provider"]].merge(teachers, on="provider", suffixes=("", "_approved"))
        fits = (taught["from"] <= taught["on"]) & (taught["on"] <= taught["to"])
        fits &= (taught["level_approved"] == "") | (taught["level_approved"] == taught["level"])
        by_faculty = good["id"].isin(taught[fits]["id"])
        summed = good.assign(faculty=by_faculty).groupby(["kind", "faculty"])["minutes"].agg(["sum", "count"])
        return _from_groups(summed.to_dict("index"))

    return run


def _from_groups(groups: dict[Any, dict[str, int]]) -> dict[str, str]:
    sessions = sum(row["count"] for (kind, _), row in groups.items() if kind == "personal_session")
    credits = {
        (kind, faculty): Fraction(int(row["sum"]), 60) / (3 if kind == "consultation_group" else 1)
        for (kind, faculty), row in groups.items()
        if kind != "personal_session"
    }
    return {
        "personal_sessions": str(sessions),
        "consultation_credits": str(sum(credits.values(), Fraction(0))),
        "individual_credits": str(
            sum((v for (k, _), v in credits.items() if k == "consultation_individual"), Fraction(0))
        ),
        "faculty_credits": str(sum((v for (_, f), v in credits.items() if f), Fraction(0))),
    }


def with_durable_rules(facts: dict[str, Any]) -> Callable[[], dict[str, str]]:
    from durable.lang import assert_fact, c, delete_state, m, ruleset, when_all

    good: dict[str, tuple[str, int]] = {}
    taught: set[str] = set()
    with ruleset("se"):

        @when_all(
            c.approval << (m.sort == "approval"),
            c.entry << (m.sort == "entry")
            & (m.provider == c.approval.provider)
            & (m.kind == c.approval.kind)
            & (m.on >= c.approval.begins)
            & (m.on <= c.approval.ends),
        )
        def approved(context: Any) -> None:
            if context.approval.level in ("", context.entry.level):
                good[context.entry.id] = (context.entry.kind, context.entry.minutes)

        @when_all(
            c.teacher << (m.sort == "approval") & (m.kind == "faculty"),
            c.entry << (m.sort == "entry")
            & (m.provider == c.teacher.provider)
            & (m.on >= c.teacher.begins)
            & (m.on <= c.teacher.ends),
        )
        def by_faculty(context: Any) -> None:
            if context.teacher.level in ("", context.entry.level):
                taught.add(context.entry.id)

    numbers = iter(range(10**6))

    def run() -> dict[str, str]:
        good.clear()
        taught.clear()
        sid = f"s{next(numbers)}"
        for one in facts["approvals"]:
            assert_fact("se", {"sort": "approval", "sid": sid, **_days(one)})
        for one in facts["entries"]:
            assert_fact(
                "se", {"sort": "entry", "sid": sid, "level": level_of(one["on"], facts["starts"]), **_days(one)}
            )
        delete_state("se", sid)
        return totals((kind, minutes, entry in taught) for entry, (kind, minutes) in good.items())

    return run


def _days(one: dict[str, Any]) -> dict[str, Any]:
    """Days as whole numbers, which the engine compares."""
    names = {"from": "begins", "to": "ends", "on": "on"}
    return {names.get(key, key): int(v.replace("-", "")) if key in names else v for key, v in one.items()}


def with_experta(facts: dict[str, Any]) -> Callable[[], dict[str, str]]:
    import collections
    import collections.abc

    for name in ("Mapping", "MutableMapping", "Iterable", "Callable"):  # its dependency was written for older Pythons
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    from experta import MATCH, TEST, Fact, KnowledgeEngine, Rule

    class Logged(Fact):
        pass

    class Approved(Fact):
        pass

    class Rules(KnowledgeEngine):
        def __init__(self) -> None:
            super().__init__()
            self.good: dict[str, tuple[str, int]] = {}
            self.taught: set[str] = set()

        @Rule(
            Approved(provider=MATCH.p, kind=MATCH.a, begins=MATCH.b, ends=MATCH.e, level=MATCH.v),
            Logged(id=MATCH.i, provider=MATCH.p, kind=MATCH.k, on=MATCH.on, minutes=MATCH.n, level=MATCH.w),
            TEST(lambda b, on, e, v, w, a, k: b <= on <= e and v in ("", w) and a in (k, "faculty")),
        )
        def approved(self, i: str, a: str, k: str, n: int) -> None:
            if a == "faculty":
                self.taught.add(i)
            else:
                self.good[i] = (k, n)

    def run() -> dict[str, str]:
        engine = Rules()
        engine.reset()
        for one in facts["approvals"]:
            engine.declare(
                Approved(
                    provider=one["provider"], kind=one["kind"], begins=one["from"], ends=one["to"], level=one["level"]
                )
            )
        for one in facts["entries"]:
            engine.declare(Logged(level=level_of(one["on"], facts["starts"]), **one))
        engine.run()
        return totals((kind, minutes, entry in engine.taught) for entry, (kind, minutes) in engine.good.items())

    return run


ENGINES = {
    "pandas_rows": by_rows,
    "pandas_sums": with_pandas,
    "durable_rules": with_durable_rules,
    "experta": with_experta,
}


def main() -> None:
    facts = json.load(sys.stdin)
    run = ENGINES[sys.argv[1]](facts)
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        counted = run()
        taken.append(time.process_time() - begun)
        if sum(taken) > 60:
            break
    print(json.dumps({"ms": 1000 * min(taken), "counted": counted}))


if __name__ == "__main__":
    main()

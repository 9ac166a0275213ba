"""The SE rules in other engines, as `certification.py` runs them: facts on standard input, a line of JSON out.

Those called `…_sums` only find what counts and add it up. The others give an answer for each entry, with the codes of
its reasons, and a state for each requirement: what the engine is for (who was approved, at which level, since when not
any more) is asked of its rules, what no such engine has a way to say (in which order entries fill up what is asked) is
plain Python, `_answer.py`, the same for each.

Each gets what it needs to be fair: the level of each entry is worked out for it beforehand only where the engine has no
way of its own, the engine is set up before the clock starts where it allows that, and it only adds up.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from _answer import Finding, answer, level_of

RUNS = 15
APPROVES = ("personal_session", "consultation_individual", "consultation_group")


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


def by_rows(facts: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """Row by row, as somebody new to pandas writes it."""
    import pandas as pd

    entries, approvals = pd.DataFrame(facts["entries"]), pd.DataFrame(facts["approvals"])
    starts = pd.DataFrame(facts["starts"])

    def run() -> dict[str, Any]:
        found = {}
        for _, entry in entries.iterrows():
            level = starts[starts["on"] <= entry["on"]].iloc[-1]["level"]
            own = approvals[approvals["provider"] == entry["provider"]]
            here = own[(own["level"] == "") | (own["level"] == level)]
            in_force = here[(here["from"] <= entry["on"]) & (entry["on"] <= here["to"])]
            of_kind = here[here["kind"] == entry["kind"]]
            found[entry["id"]] = Finding(
                approved=not in_force[in_force["kind"] == entry["kind"]].empty,
                other_level=of_kind.empty and not own[own["kind"] == entry["kind"]].empty,
                ended=not of_kind.empty and bool((of_kind["to"] < entry["on"]).any()),
                faculty=not in_force[in_force["kind"] == "faculty"].empty,
            )
        return answer(facts, found)

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


def explaining_durable(facts: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """The same joins, and a rule for each reason why an approval does not serve."""
    from durable.lang import assert_fact, c, delete_state, m, ruleset, when_all

    found: dict[str, Finding] = {}
    with ruleset("se_reasons"):

        @when_all(
            c.approval << (m.sort == "approval"),
            c.entry << (m.sort == "entry")
            & (m.provider == c.approval.provider)
            & (m.kind == c.approval.kind)
            & (m.on >= c.approval.begins)
            & (m.on <= c.approval.ends),
        )
        def in_force(context: Any) -> None:
            mine = found.setdefault(context.entry.id, Finding())
            if context.approval.level in ("", context.entry.level):
                mine.approved = True
            else:
                mine.other_level = True

        @when_all(
            c.approval << (m.sort == "approval"),
            c.entry << (m.sort == "entry")
            & (m.provider == c.approval.provider)
            & (m.kind == c.approval.kind)
            & (m.on > c.approval.ends),
        )
        def ended(context: Any) -> None:
            mine = found.setdefault(context.entry.id, Finding())
            if context.approval.level in ("", context.entry.level):
                mine.ended = True
            else:
                mine.other_level = True

        @when_all(
            c.teacher << (m.sort == "approval") & (m.kind == "faculty"),
            c.entry << (m.sort == "entry")
            & (m.provider == c.teacher.provider)
            & (m.on >= c.teacher.begins)
            & (m.on <= c.teacher.ends),
        )
        def by_faculty(context: Any) -> None:
            if context.teacher.level in ("", context.entry.level):
                found.setdefault(context.entry.id, Finding()).faculty = True

    numbers = iter(range(10**6))

    def run() -> dict[str, Any]:
        found.clear()
        sid = f"s{next(numbers)}"
        for one in facts["approvals"]:
            assert_fact("se_reasons", {"sort": "approval", "sid": sid, **_days(one)})
        for one in facts["entries"]:
            level = level_of(one["on"], facts["starts"])
            assert_fact("se_reasons", {"sort": "entry", "sid": sid, "level": level, **_days(one)})
        delete_state("se_reasons", sid)
        return answer(facts, found)

    return run


def _days(one: dict[str, Any]) -> dict[str, Any]:
    """Days as whole numbers, which the engine compares."""
    names = {"from": "begins", "to": "ends", "on": "on"}
    return {names.get(key, key): int(v.replace("-", "")) if key in names else v for key, v in one.items()}


def with_experta(facts: dict[str, Any]) -> Callable[[], dict[str, Any]]:
    """A rule for what is in force, one for what has ended."""
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
            self.found: dict[str, Finding] = {}

        @Rule(
            Approved(provider=MATCH.p, kind=MATCH.a, begins=MATCH.b, ends=MATCH.e, level=MATCH.v),
            Logged(id=MATCH.i, provider=MATCH.p, kind=MATCH.k, on=MATCH.on, minutes=MATCH.n, level=MATCH.w),
            TEST(lambda b, on, e, v, w, a, k: b <= on <= e and v in ("", w) and a in (k, "faculty")),
        )
        def approved(self, i: str, a: str) -> None:
            mine = self.found.setdefault(i, Finding())
            if a == "faculty":
                mine.faculty = True
            else:
                mine.approved = True

        @Rule(
            Approved(provider=MATCH.p, kind=MATCH.k, ends=MATCH.e, level=MATCH.v),
            Logged(id=MATCH.i, provider=MATCH.p, kind=MATCH.k, on=MATCH.on, level=MATCH.w),
            TEST(lambda on, e, v, w: on > e or v not in ("", w)),
        )
        def unsuitable(self, i: str, v: str, w: str) -> None:
            mine = self.found.setdefault(i, Finding())
            if v in ("", w):
                mine.ended = True
            else:
                mine.other_level = True

    def run() -> dict[str, Any]:
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
        return answer(facts, engine.found)

    return run


ENGINES = {
    "pandas_rows": by_rows,
    "pandas_sums": with_pandas,
    "durable_sums": with_durable_rules,
    "durable_rules": explaining_durable,
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
    print(json.dumps({"ms": 1000 * min(taken), "answer": counted}))


if __name__ == "__main__":
    main()

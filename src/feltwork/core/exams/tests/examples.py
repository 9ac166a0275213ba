"""Items of each kind, and strategies for them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from feltwork.core.exams import Item, Sheet, rubric

few = settings(max_examples=40, deadline=None)  # a busy machine is no failure

SINGLE = {
    "kind": "single",
    "stem": "Which nerve slows the heart?",
    "choices": [{"id": "a", "text": "Phrenic"}, {"id": "b", "text": "Vagus"}, {"id": "c", "text": "Optic"}],
    "key": "b",
    "explanation": "The vagus nerve slows the sinus node.",
}
MULTIPLE = {
    "kind": "multiple",
    "stem": "Which of these belong to arousal?",
    "choices": [
        {"id": "a", "text": "Fast pulse"},
        {"id": "b", "text": "Wide pupils"},
        {"id": "c", "text": "Slow breath"},
        {"id": "d", "text": "Warm hands"},
        {"id": "e", "text": "None of these", "fixed": True},
    ],
    "key": ["a", "b"],
    "scoring": "partial",
    "points": 1.5,
}
ORDERING = {
    "kind": "ordering",
    "stem": "Put in order.",
    "choices": [{"id": one, "text": f"Step {one}"} for one in "abcd"],
    "key": ["c", "a", "d", "b"],
    "scoring": "partial",
}
MATCHING = {
    "kind": "matching",
    "stem": "Match.",
    "choices": [{"id": one, "text": f"Choice {one}"} for one in "abc"],
    "targets": [{"id": f"t{n}", "text": f"Target {n}"} for n in range(4)],
    "key": {"a": "t1", "b": "t0", "c": "t1"},
    "scoring": "partial",
}
SHORT = {
    "kind": "short",
    "stem": "How do you answer a stop signal?",
    "words": 120,
    "criteria": [{"id": "stops", "text": "Stops at once", "points": 1}, {"id": "asks", "text": "Asks", "points": 0.5}],
    "points": "3/2",
    "language": "en-GB",
}
REGION = {
    "kind": "region",
    "stem": "Where is the diaphragm?",
    "figure": {"file": "body-front", "alt": "A standing body from the front", "width": 1000, "height": 2000},
    "regions": [
        {"id": "chest", "text": "Chest", "shape": [[0.3, 0.2], [0.7, 0.2], [0.7, 0.35], [0.3, 0.35]]},
        {"id": "belly", "text": "Belly", "shape": [[0.3, 0.35], [0.7, 0.35], [0.7, 0.5], [0.3, 0.5]]},
        {"id": "head", "text": "Head", "shape": [[0.4, 0.0], [0.6, 0.0], [0.5, 0.15]]},
    ],
    "key": ["chest"],
}
ALL: tuple[dict[str, Any], ...] = (SINGLE, MULTIPLE, ORDERING, MATCHING, SHORT, REGION)

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(
    str.strip
)
ids = st.from_regex(r"\A[A-Za-z0-9_-]{1,12}\Z")


@st.composite
def named(draw: Any, least: int, most: int = 6) -> list[dict[str, Any]]:
    keys = draw(st.lists(ids, min_size=least, max_size=most, unique=True))
    texts = draw(st.lists(words, min_size=len(keys), max_size=len(keys), unique_by=lambda text: " ".join(text.split())))
    return [{"id": key, "text": text} for key, text in zip(keys, texts, strict=True)]


@st.composite
def items(draw: Any, *kinds: str) -> Item:
    kind = draw(st.sampled_from(kinds or ("single", "multiple", "ordering", "matching", "short", "region")))
    data: dict[str, Any] = {
        "kind": kind,
        "stem": draw(words),
        "scoring": draw(st.sampled_from(["all_or_nothing", "partial"])),
        "points": draw(st.sampled_from([1, 2, 0.5, "1/3"])),
        "explanation": draw(st.just("") | words),
    }
    if kind == "region":
        corners = st.floats(0, 1, allow_subnormal=False)
        rows = draw(named(2))
        for row in rows:
            x, y = draw(corners), draw(corners)
            row["shape"] = [[x, y], [1 - x / 2, y / 3], [x / 4, 1 - y / 5], [0.1, 0.2]]
        data |= {"figure": REGION["figure"], "regions": rows}
        data["key"] = draw(st.lists(st.sampled_from([row["id"] for row in rows]), min_size=1, max_size=1))
    elif kind == "short":
        data |= {"words": draw(st.integers(0, 500)), "criteria": [row | {"points": 1} for row in draw(named(0, 3))]}
    else:
        rows = draw(named(2))
        data["choices"] = rows
        keys = [row["id"] for row in rows]
        if kind == "single":
            data["key"] = draw(st.sampled_from(keys))
        elif kind == "multiple":
            data["key"] = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=len(keys) - 1, unique=True))
        elif kind == "ordering":
            data["key"] = draw(st.permutations(keys))
        else:
            data["targets"] = draw(named(2))
            targets = st.sampled_from([row["id"] for row in data["targets"]])
            data["key"] = {key: draw(targets) for key in keys}
    return Item.from_data(data)


def answers(item: Item) -> st.SearchStrategy[Any]:
    """Anything this item can be answered with, also nothing."""
    choices = [one.id for one in item.choices]
    return (
        st.none()
        | {
            "single": lambda: st.sampled_from(choices),
            "multiple": lambda: st.lists(st.sampled_from(choices), unique=True),
            "ordering": lambda: st.lists(st.sampled_from(choices), unique=True),
            "matching": lambda: st.dictionaries(
                st.sampled_from(choices), st.sampled_from([one.id for one in item.targets])
            ),
            "region": lambda: (
                st.sampled_from([one.id for one in item.regions])
                | st.fixed_dictionaries({"x": st.floats(0, 1), "y": st.floats(0, 1)})
            ),
            "short": lambda: st.text(max_size=40),
        }[item.kind]()
    )


def sheet(level: float | Fraction | None, *gates: str, **other: tuple[float | None, float | None]) -> Sheet:
    """All at one level but for some domains: `safety=(adherence, helpfulness)`."""
    form = rubric()
    names = [rating.id for rating in form.ratings]
    ratings = {
        domain.id: dict(zip(names, other.get(domain.id, (level, level)), strict=True)) for domain in form.domains
    }
    return Sheet.from_data({"ratings": ratings, "gates": {gate.id: gate.id in gates for gate in form.gates}}, form)

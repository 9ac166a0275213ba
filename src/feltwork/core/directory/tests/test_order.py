"""The published order: nothing but what it says goes in, and the same comes out for everybody."""

from dataclasses import fields, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.directory import Asked, Hit, Listing, brute, exposure, gini, order, widen

from .strategies import TODAY, TOWNS, listings, searches

QUICK = settings(max_examples=40, deadline=None)


def found(people: list[Listing], asked: Asked) -> list[int]:
    whole = replace(asked, page=1, size=1000)
    return [hit.id for hit in brute(people, whole, towns=TOWNS).hits]


@QUICK
@given(listings(), searches(), st.randoms())
def test_the_order_in_which_people_came_to_us_changes_nothing(people, asked, chance):
    mixed = chance.sample(people, len(people))
    assert brute(mixed, asked, towns=TOWNS) == brute(people, asked, towns=TOWNS)


@QUICK
@given(listings(), searches())
def test_the_same_day_and_search_give_the_same_order(people, asked):
    assert found(people, asked) == found(people, replace(asked, page=2, chosen=dict(reversed(asked.chosen.items()))))


def test_another_day_shuffles_equals_another_way():
    people = [Listing(n, 1, frozenset({"online"}), frozenset(), {}, "", "", TODAY) for n in range(1, 30)]
    later = [replace(one, confirmed_on=TODAY + timedelta(days=1)) for one in people]
    today, tomorrow = found(people, Asked(TODAY)), found(later, Asked(TODAY + timedelta(days=1)))
    assert sorted(today) == sorted(tomorrow)
    assert today != tomorrow


def test_nothing_that_could_be_bought_is_known_to_the_order():
    """A new field of a listing has to be thought about here before it can count."""
    assert [field.name for field in fields(Listing)] == [
        *("id", "town", "how", "online_in", "codes", "strong", "weak", "confirmed_on", "reply_points", "until")
    ]
    assert [field.name for field in fields(Hit)][3:7] == ["match", "fresh", "reply", "near"]


@QUICK
@given(listings(), searches())
def test_pages_follow_each_other_without_gap_or_repetition(people, asked):
    every = found(people, asked)
    pages = [
        brute(people, replace(asked, page=number), towns=TOWNS) for number in range(1, len(every) // asked.size + 2)
    ]
    assert [hit.id for page in pages for hit in page.hits] == every
    assert {page.total for page in pages} == {len(every)}


def test_the_nearest_come_first_where_that_is_asked():
    towns = {1: 3, 2: 2, 3: 1}  # Cardiff, Bath, Bristol
    people = [Listing(n, town, frozenset({"in_person"}), frozenset(), {}, "", "", TODAY) for n, town in towns.items()]
    people.append(Listing(4, 7, frozenset({"online"}), frozenset({"GB"}), {}, "", "", TODAY))
    assert found(people, Asked(TODAY, town=1, km=60, online=True, by_distance=True)) == [3, 2, 1, 4]
    assert order.seed(Asked(TODAY, town=1, km=60, by_distance=True)) == "2026-11-26||1|60||||near"


def test_within_the_same_ten_points_lots_decide():
    people = [
        Listing(n, 1, frozenset({"online"}), frozenset(), {}, "", "", TODAY, reply_points=50 + n % 20)
        for n in range(1, 40)
    ]
    assert {hit.points for hit in brute(people, Asked(TODAY, size=40), towns=TOWNS).hits} == {72, 73, 74, 75}
    lot = order.lots(order.seed(Asked(TODAY)))
    assert found(people, Asked(TODAY)) == sorted(range(1, 40), key=lot)


def test_the_formula_by_hand():
    assert order.points(1000, order.fresh(0), 1000, order.near(0)) == 100
    assert order.points(600, order.fresh(15), 500, order.near(200)) == 27 + 10 + 7 + 10  # and a half, rounded down
    assert order.points(1000, order.fresh(30), 0, 0) == 45
    assert order.near(600) == 250
    hit = Hit(1, 20.0, 54, 600, 500, 500, 500)
    assert order.parts(hit) == {"match": 27.0, "fresh": 10.0, "reply": 7.5, "near": 10.0}


def test_who_may_come_first_of_equals_can_be_reckoned_again_from_the_published_line():
    assert order.seed(Asked(TODAY, words="grief & Birth", town=1, km=40, page=3)) == "2026-11-26|birth grief|1|40|||"
    lot = order.lots("2026-11-26|birth grief|1|40|||")
    # printf '2026-11-26|birth grief|1|40||||7' | sha256sum
    assert lot(7).hex().startswith("bc543a914b482dd8")


@QUICK
@given(listings(), searches())
def test_each_step_of_widening_finds_whom_the_one_before_found(people, asked):
    before = set(found(people, asked))
    for _step, wider in widen(asked):
        now = set(found(people, wider))
        assert before <= now
        before = now


def test_widening_says_each_step_and_ends_without_any_wish():
    asked = Asked(TODAY, "grief", town=1, km=10, chosen={"language": frozenset({"bfi"}), "theme": frozenset({"birth"})})
    steps = [(step.code, dict(step.data)) for step, _asked in widen(asked)]
    assert steps == [
        ("farther", {"km": 25.0}),
        ("farther", {"km": 50.0}),
        ("farther", {"km": 100.0}),
        ("country", {"country": None}),
        ("online", {"country": None}),
        ("facet", {"facet": "theme", "codes": ("birth",)}),
        ("facet", {"facet": "language", "codes": ("bfi",)}),
        ("words", {"words": "grief"}),
    ]


def test_gini_of_equals_is_0_and_of_one_who_has_all_nearly_1():
    assert gini([3, 3, 3]) == 0
    assert gini([]) == gini([0, 0]) == 0
    assert gini([0] * 99 + [5]) == 0.99
    assert gini([1, 2, 3, 4]) == 0.25  # by hand: 2·30/(4·10) − 5/4


def test_exposure_counts_first_tens_and_shares_of_groups():
    people = [Listing(n, 1, frozenset({"online"}), frozenset(), {}, "", "", TODAY) for n in range(1, 21)]
    page = brute(people, Asked(TODAY), towns=TOWNS)
    groups = {n: ["training"] if n <= 5 else ["certified"] for n in range(1, 21)}
    audit = exposure([page], range(1, 21), groups)
    assert sum(audit.shown.values()) == 10
    assert audit.gini == 0.5
    assert audit.shares["training"][0] == 0.25
    assert sum(there for _here, there in audit.shares.values()) == 1

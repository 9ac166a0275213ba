"""Whatever is done to a chain is found where it was done."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from feltwork.core.signoffs import GENESIS, Entry, Fault, Head, What, seal, verify


def chain(words, previous=GENESIS, start=1):
    entries = []
    for seq, word in enumerate(words, start=start):
        facts = {"seq": seq, "uuid": f"u{seq}", "statement": {"word": word}, "by": seq % 3}
        entries.append(Entry(seq, facts, previous, seal(facts, previous=previous)))
        previous = entries[-1].seal
    return entries


def head_of(entries):
    return Head(entries[-1].seq, entries[-1].seal) if entries else Head(0, GENESIS)


def reseal(entry, **changes):
    facts = {**entry.facts, **changes}
    return replace(entry, facts=facts, seal=seal(facts, previous=entry.previous))


def found(entries, head):
    return [(f.seq, f.what) for f in verify(entries, head)]


chains = st.lists(st.text("abc", max_size=3), min_size=1, max_size=12).map(chain)


@st.composite
def chain_and_place(draw, fewest=1):
    entries = chain(draw(st.lists(st.text("abc", max_size=3), min_size=fewest, max_size=12)))
    return entries, draw(st.integers(0, len(entries) - 1))


@given(chains)
def test_a_sound_chain_has_no_faults(entries):
    assert verify(entries) == []
    assert verify(entries, head_of(entries)) == []


def test_an_empty_chain_is_sound():
    assert verify([], Head(0, GENESIS)) == []


@given(chain_and_place(), st.sampled_from(["by", "statement", "uuid", "more"]))
def test_any_altered_entry_is_found_where_it_stands(case, key):
    entries, place = case
    entry = entries[place]
    tampered = [*entries]
    tampered[place] = replace(entry, facts={**entry.facts, key: "altered"})
    assert found(tampered, head_of(entries)) == [(entry.seq, What.ALTERED)]


@given(chain_and_place())
def test_an_altered_seal_is_found(case):
    entries, place = case
    tampered = [*entries]
    tampered[place] = replace(entries[place], seal="f" * 64)
    assert found(tampered, head_of(entries)) == [(place + 1, What.ALTERED)]


@given(chain_and_place())
def test_an_altered_link_is_found(case):
    entries, place = case
    tampered = [*entries]
    tampered[place] = replace(entries[place], previous="f" * 64)
    assert found(tampered, head_of(entries)) == [(place + 1, What.ALTERED)]


@given(chain_and_place())
def test_an_entry_sealed_anew_is_found(case):
    entries, place = case
    tampered = [*entries]
    tampered[place] = reseal(entries[place], statement={"word": "forged"})
    assert found(tampered, head_of(entries)) == [(place + 1, What.RESEALED)]


@given(chain_and_place())
def test_a_removed_entry_is_found(case):
    entries, place = case
    tampered = entries[:place] + entries[place + 1 :]
    assert verify(tampered, head_of(entries)) == [Fault(place + 1, What.REMOVED, until=place + 1)]


@given(chains, st.data())
def test_a_removed_run_is_one_fault(entries, data):
    first = data.draw(st.integers(1, len(entries)))
    last = data.draw(st.integers(first, len(entries)))
    tampered = [e for e in entries if not first <= e.seq <= last]
    assert verify(tampered, head_of(entries)) == [Fault(first, What.REMOVED, until=last)]


@given(chain_and_place(fewest=2), st.data())
def test_entries_that_traded_places_are_found(case, data):
    entries, one = case
    two = data.draw(st.integers(0, len(entries) - 1).filter(lambda n: n != one))
    a, b = entries[one], entries[two]
    tampered = [*entries]
    tampered[one] = replace(b, seq=a.seq, facts={**b.facts, "seq": a.seq})
    tampered[two] = replace(a, seq=b.seq, facts={**a.facts, "seq": b.seq})
    assert verify(tampered, head_of(entries)) == sorted(
        [
            Fault(a.seq, What.SWAPPED, f"u{b.seq}", other=b.seq),
            Fault(b.seq, What.SWAPPED, f"u{a.seq}", other=a.seq),
        ]
    )


@given(chain_and_place(fewest=2), st.data())
def test_statements_that_traded_places_are_found(case, data):
    entries, one = case
    two = data.draw(st.integers(0, len(entries) - 1).filter(lambda n: n != one))
    a, b = entries[one], entries[two]
    tampered = [*entries]
    tampered[one] = replace(a, facts={**a.facts, "statement": b.facts["statement"]})
    tampered[two] = replace(b, facts={**b.facts, "statement": a.facts["statement"]})
    expected = [] if a.facts["statement"] == b.facts["statement"] else sorted([one + 1, two + 1])
    faults = verify(tampered, head_of(entries))
    assert [f.seq for f in faults] == expected
    assert {f.what for f in faults} <= {What.SWAPPED}


@given(chain_and_place(fewest=2))
def test_a_fork_is_found(case):
    entries, place = case
    before = entries[place - 1].seal if place else GENESIS
    (rival,) = chain(["rival"], previous=before, start=place + 1)
    assert found([*entries[: place + 1], rival, *entries[place + 1 :]], head_of(entries)) == [(place + 1, What.FORKED)]
    assert found([*entries[:place], rival, *entries[place:]], head_of(entries)) == [(place + 1, What.FORKED)]


def test_a_fork_under_the_next_number_is_found():
    entries = chain(["a", "b", "c"])
    (rival,) = chain(["rival"], previous=entries[1].previous, start=3)
    assert found([*entries[:2], rival], Head(3, rival.seal)) == [(3, What.FORKED)]


@given(chains)
def test_entries_behind_the_recorded_end_are_found(entries):
    tail = chain(["x", "y"], previous=entries[-1].seal, start=len(entries) + 1)
    expected = [(len(entries) + 1, What.ADDED), (len(entries) + 2, What.ADDED)]
    assert found(entries + tail, head_of(entries)) == expected


@given(chains, st.data())
def test_every_one_of_several_altered_entries_is_named(entries, data):
    places = data.draw(st.sets(st.sampled_from(range(len(entries)))))
    tampered = [
        replace(e, facts={**e.facts, "statement": {"word": f"forged {n}"}}) if n in places else e
        for n, e in enumerate(entries)
    ]
    assert found(tampered, head_of(entries)) == [(n + 1, What.ALTERED) for n in sorted(places)]


def test_facts_that_could_not_have_been_sealed_are_named():
    entries = chain(["a", "b", "c"])
    tampered = [entries[0], replace(entries[1], facts={**entries[1].facts, "by": 0.5}), entries[2]]
    assert found(tampered, head_of(entries)) == [(2, What.ALTERED)]


def test_a_thousand_altered_entries_are_all_named():
    entries = chain([str(n) for n in range(1000)])
    tampered = [replace(e, facts={**e.facts, "by": 9}) for e in entries]
    assert found(tampered, head_of(entries)) == [(n + 1, What.ALTERED) for n in range(1000)]

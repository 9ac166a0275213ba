"""Trees, tiles and notes against public reference vectors, a second implementation, and every small change."""

import base64
import hashlib
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from feltwork.core.transparency import (
    TILE,
    Checkpoint,
    Memory,
    NoteError,
    TileReader,
    Tree,
    VerifierKey,
    bundle,
    commitment,
    cosigned_text,
    cosigning,
    entry,
    facts_fit,
    leaf_hash,
    note_line,
    open_note,
    read_bundle,
    read_checkpoint,
    read_tile_path,
    tile_path,
    tiles_of,
    verify_consistency,
    verify_inclusion,
)

# the eight leaves of the Certificate Transparency reference tests, and the roots of the trees of 1 to 8 of them
LEAVES = [
    bytes.fromhex(x)
    for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (leaf, size) and the path, from the same tests
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): [
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    ],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
# (old size, size) and the proof that the one grew into the other
CONSISTENT = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def grown(count):
    memory = Memory()
    for number in range(count):
        memory.add(leaf_hash(str(number).encode()))
    return memory


@pytest.fixture(scope="module")
def reference():
    memory = Memory()
    for leaf in LEAVES:
        memory.add(leaf_hash(leaf))
    return memory


def hexed(proof):
    return [one.hex() for one in proof]


def test_roots_are_those_of_the_reference_tests(reference):
    assert [Tree(reference, size).root().hex() for size in range(1, 9)] == ROOTS
    assert Tree(reference, 0).root() == hashlib.sha256(b"").digest()


def test_paths_are_those_of_the_reference_tests(reference):
    assert {key: hexed(Tree(reference, key[1]).inclusion(key[0])) for key in PATHS} == PATHS


def test_proofs_of_growth_are_those_of_the_reference_tests(reference):
    assert {key: hexed(Tree(reference, key[1]).consistency(key[0])) for key in CONSISTENT} == CONSISTENT


def test_every_proof_of_every_small_tree_verifies_and_no_changed_one_does():
    memory = grown(20)
    for size in range(1, 21):
        tree = Tree(memory, size)
        root = tree.root()
        for index in range(size):
            leaf, proof = memory.hashes(0, index, index + 1)[0], tree.inclusion(index)
            assert verify_inclusion(leaf, index, size, proof, root)
            wrong = [
                (leaf, index + 1, size, proof, root),
                (os.urandom(32), index, size, proof, root),
                (leaf, index, size, [*proof, root], root),
            ]
            wrong += [(leaf, index, size, proof[:-1], root)] if proof else []
            wrong += [
                (leaf, index, size, [*proof[:i], os.urandom(32), *proof[i + 1 :]], root) for i in range(len(proof))
            ]
            assert not any(verify_inclusion(*one) for one in wrong)
        for old in range(size + 1):
            proof, before = tree.consistency(old), Tree(memory, old).root()
            assert verify_consistency(old, size, before, root, proof)
            if 0 < old < size:
                other = os.urandom(32)
                assert not verify_consistency(old, size, other, root, proof)
                assert not verify_consistency(old, size, before, other, proof)
                assert not verify_consistency(old, size, before, root, [*proof, other])
                assert not verify_consistency(old, size, before, root, proof[:-1])


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 1400), st.data())
def test_a_second_implementation_agrees(size, data):
    pymerkle = pytest.importorskip("pymerkle")
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    memory = Memory()
    for number in range(size):
        theirs.append_entry(str(number).encode())
        memory.add(leaf_hash(str(number).encode()))
    tree = Tree(memory, size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    assert tree.root() == theirs.get_state()
    assert Tree(memory, old).root() == theirs.get_state(old)
    ours = theirs.prove_inclusion(index + 1)
    pymerkle.verify_inclusion(memory.hashes(0, index, index + 1)[0], tree.root(), ours)
    assert sorted(ours.path[1:]) == sorted(tree.inclusion(index))


def test_trees_larger_than_a_tile_are_read_from_tiles():
    memory = grown(TILE * TILE + 700)
    size = len(memory)
    files = {
        tile_path(level, number, width): b"".join(memory.hashes(level, number * TILE, number * TILE + width))
        for level, number, width in tiles_of(size)
        if level >= 0
    }
    fetched = []

    def fetch(path):
        fetched.append(path)
        return files[path]

    tree = Tree(TileReader(fetch, size), size)
    assert tree.root() == Tree(memory, size).root()
    assert tree.inclusion(66_000) == Tree(memory, size).inclusion(66_000)
    assert tree.consistency(300) == Tree(memory, size).consistency(300)
    assert len(fetched) == len(set(fetched)) < 12


def test_a_tile_that_is_cut_off_is_noticed():
    with pytest.raises(ValueError, match="not as long"):
        Tree(TileReader(lambda path: b"x" * 31, 3), 3).root()


@pytest.mark.parametrize(
    ("level", "number", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (2, 1000, 12, "tile/2/x001/000.p/12"),
        (-1, 5, 256, "tile/entries/005"),
    ],
)
def test_paths_of_tiles(level, number, width, path):
    assert tile_path(level, number, width) == path


@pytest.mark.parametrize("level", [-1, 0, 1, 63])
@pytest.mark.parametrize("number", [0, 999, 1000, 1234067, 10**26])
@pytest.mark.parametrize("width", [1, 255, 256])
def test_a_path_reads_back(level, number, width):
    assert read_tile_path(tile_path(level, number, width)) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000\n",
        "tile/٣/000",
        "tile/0/٠٠٠",
    ],
)
def test_a_tile_has_one_path_only(path):
    assert read_tile_path(path) is None


def test_the_tiles_of_the_example_in_the_text_of_tlog_tiles():
    found = [(level, number, width) for level, number, width in tiles_of(70_000) if level >= 0]
    assert [one for one in found if one[2] < TILE] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert [len([one for one in found if one[0] == level and one[2] == TILE]) for level in (0, 1, 2)] == [273, 1, 0]


def test_the_tiles_of_a_tree():
    assert list(tiles_of(0)) == []
    assert list(tiles_of(300)) == [(-1, 0, 256), (-1, 1, 44), (0, 0, 256), (0, 1, 44), (1, 0, 1)]


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_reads_back(entries):
    data = bundle(entries)
    assert read_bundle(data) == entries
    if data and entries[-1]:
        with pytest.raises(ValueError, match="cut off"):
            read_bundle(data[:-1])


# --- entries ---------------------------------------------------------------------------------------------------------


def test_an_entry_says_what_kind_and_month_and_nothing_else():
    facts, salt = {"name": "Alma Reyes"}, bytes(32)
    data = entry(event="issue", committed=commitment(facts, salt=salt), month="2026-11")
    assert data.startswith(b'{"commitment":"') and data.endswith(b'","event":"issue","month":"2026-11","v":1}')
    assert (b"Alma" in data, facts_fit(data, facts, salt=salt)) == (False, True)
    assert not facts_fit(data, {"name": "Alma Reyez"}, salt=salt)
    assert not facts_fit(data, facts, salt=bytes(31) + b"\x01")
    assert not facts_fit(b"{", facts, salt=salt)


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="32"):
        commitment({}, salt=b"x")


# --- notes -----------------------------------------------------------------------------------------------------------

LOG, WITNESS = (
    Ed25519PrivateKey.from_private_bytes(bytes(32)),
    Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\x01"),
)
LOG_KEY = VerifierKey("alder-house.example/log", LOG.public_key().public_bytes_raw())
WITNESS_KEY = VerifierKey("witness.example", WITNESS.public_key().public_bytes_raw(), 0x04)
HEAD = Checkpoint("alder-house.example/log", 8, bytes.fromhex(ROOTS[7]))


def note(head=HEAD):
    return f"{head.text}\n{note_line(LOG_KEY, LOG.sign(head.text.encode()))}"


def test_a_checkpoint_is_three_lines_and_reads_back():
    assert HEAD.text == f"alder-house.example/log\n8\n{base64.b64encode(HEAD.root).decode()}\n"
    assert read_checkpoint(HEAD.text) == HEAD


def test_a_note_opens_with_its_key_and_passes_over_others():
    other = VerifierKey("other.example", bytes(32))
    assert open_note(note(), [LOG_KEY, other]) == (HEAD.text, [LOG_KEY], [])
    assert open_note(note(), [other]) == (HEAD.text, [], [])


def test_a_witness_adds_a_line_with_its_time():
    line = cosigning(HEAD.text, WITNESS_KEY, WITNESS.sign(cosigned_text(HEAD.text, 1_795_000_000)), 1_795_000_000)
    _, signed, cosigned = open_note(note() + line, [LOG_KEY, WITNESS_KEY])
    assert (signed, [(one.key, one.time) for one in cosigned]) == ([LOG_KEY], [(WITNESS_KEY, 1_795_000_000)])


@settings(max_examples=60)
@given(st.data())
def test_a_changed_note_never_opens_as_signed(data):
    content = bytearray(note().encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 127))
    changed = content.decode("utf-8", "replace")
    try:
        text, signed, _ = open_note(changed, [LOG_KEY])
    except NoteError:
        return
    assert not signed or (text, signed) == (HEAD.text, [LOG_KEY])


def test_extensions_of_other_logs_are_read_and_signed():
    more = HEAD.text + "an extension\n"
    assert read_checkpoint(more).text == more
    assert open_note(note(read_checkpoint(more)), [LOG_KEY])[0] == more


def test_a_witness_that_stands_there_twice_counts_once():
    line = cosigning(HEAD.text, WITNESS_KEY, WITNESS.sign(cosigned_text(HEAD.text, 7)), 7)
    _, _, cosigned = open_note(note() + line + line, [WITNESS_KEY])
    assert [(one.key, one.line) for one in cosigned] == [(WITNESS_KEY, line)]


@pytest.mark.parametrize("end", ["\t\n", "— x\n" * 80, "x\n", "— name x\n"])
def test_a_note_of_another_form_is_refused(end):
    with pytest.raises(NoteError):
        open_note(note() + end, [LOG_KEY])


# the published example of Go's package golang.org/x/mod/sumdb/note, which signed-note describes
NEUMANN = VerifierKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
QUIP = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
QUIPPED = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="


def test_the_published_example_of_a_signed_note_opens():
    assert open_note(f"{QUIP}\n— PeterNeumann {QUIPPED}\n", [NEUMANN]) == (QUIP, [NEUMANN], [])
    with pytest.raises(NoteError, match="PeterNeumann does not verify"):
        open_note(f"{QUIP.replace('problem', 'question')}\n— PeterNeumann {QUIPPED}\n", [NEUMANN])


def test_a_text_with_empty_lines_ends_at_the_last_one():
    text = "a\n\nb\n"
    signed = f"{text}\n{note_line(LOG_KEY, LOG.sign(text.encode()))}"
    assert open_note(signed, [LOG_KEY]) == (text, [LOG_KEY], [])


def test_a_known_example_of_a_verifier_key():
    # the example in the C2SP signed-note text
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert str(VerifierKey.read(text)) == text


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+AAAA", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"]
)
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(NoteError):
        VerifierKey.read(text)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n01\nAAAA\n", "a\nx\nAAAA\n", "a\n1\nAAAA\n", HEAD.text + "\n", HEAD.text + "more"]
)
def test_a_checkpoint_that_is_none_is_refused(text):
    with pytest.raises(NoteError):
        read_checkpoint(text)

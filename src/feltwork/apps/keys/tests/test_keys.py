"""Keys in files and behind a program: the same promises, and one clear sentence when something is wrong."""

import json
import stat
import sys
from io import StringIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.core.management import CommandError, call_command

from feltwork.apps.keys import KeyStoreError, stores
from feltwork.apps.keys._command import CommandStore
from feltwork.apps.keys._files import FileStore

PROGRAM = Path(__file__).with_name("program.py")


@pytest.fixture
def files(tmp_path):
    return FileStore(tmp_path / "keys", "a secret")


@pytest.fixture(params=["files", "program"])
def keys(request, tmp_path, files):
    return files if request.param == "files" else CommandStore([sys.executable, str(PROGRAM), str(tmp_path / "kms")])


def refused(words):
    return pytest.raises(KeyStoreError, match=words)


def test_what_it_signs_verifies_with_the_public_half(keys):
    key = keys.create(algorithm="Ed25519", label="tests")
    signature = keys.sign(key.id, b"data")

    public = ed25519.Ed25519PublicKey.from_public_bytes(key.public_key)
    public.verify(signature, b"data")
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"date")
    assert keys.public(key.id).public_key == key.public_key


def test_p256_signs_as_json_web_signatures_want_it(files):
    key = files.create(algorithm="P-256", label="tests")
    signature = files.sign(key.id, b"data")

    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public_key)
    numbers = (int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    public.verify(encode_dss_signature(*numbers), b"data", ec.ECDSA(SHA256()))
    assert (len(signature), len(key.public_key)) == (64, 65)


def test_rsa_signs_as_learning_tools_want_it(files):
    key = files.create(algorithm="RSA-3072", label="tests")
    signature = files.sign(key.id, b"data")

    public = load_der_public_key(key.public_key)
    public.verify(signature, b"data", padding.PKCS1v15(), SHA256())
    assert (len(signature), public.key_size, files.public(key.id)) == (384, 3072, key)


def test_a_data_key_is_the_same_each_time_and_like_no_other(keys):
    one, other = keys.create_data_key(label="a file"), keys.create_data_key(label="a file")
    assert (len(keys.data_key(one)), keys.data_key(one) == keys.data_key(one)) == (32, True)
    assert keys.data_key(one) != keys.data_key(other)


def test_what_is_destroyed_is_gone_and_destroying_it_again_is_no_mistake(keys):
    key, data = keys.create(algorithm="Ed25519", label="tests"), keys.create_data_key(label="a file")
    keys.sign(key.id, b"so that it is remembered")

    for name in (key.id, data):
        keys.destroy(name)
        keys.destroy(name)

    with refused("key"):
        keys.sign(key.id, b"data")
    with refused("key"):
        keys.data_key(data)


def test_a_key_destroyed_by_another_process_signs_nothing_more(files):
    key = files.create(algorithm="Ed25519", label="tests")
    files.sign(key.id, b"data")

    FileStore(files.folder, "a secret").destroy(key.id)

    with refused("not in the key store"):
        files.sign(key.id, b"data")


def test_files_are_ours_alone_and_hold_nothing_readable(files):
    name = files.create_data_key(label="a file")
    path = files.folder / f"{name}.key"

    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(files.folder.stat().st_mode)) == (0o600, 0o700)
    assert sorted(json.loads(path.read_text())) == ["algorithm", "label", "sealed", "secret"]
    assert files.data_key(name).hex() not in path.read_text()


def test_another_secret_is_named_as_the_reason(files):
    name = files.create_data_key(label="a file")

    with refused("another FELTWORK_KEYS_SECRET"):
        FileStore(files.folder, "another").data_key(name)


def test_after_a_change_of_the_secret_everything_is_sealed_anew(files):
    key, data = files.create(algorithm="P-256", label="tests"), files.create_data_key(label="a file")
    before = files.data_key(data)

    assert FileStore(files.folder, "new", ("a secret",)).rewrap() == 2
    renewed = FileStore(files.folder, "new")

    assert (renewed.data_key(data), renewed.public(key.id)) == (before, key)
    assert (renewed.rewrap(), len(renewed.sign(key.id, b"data"))) == (0, 64)


def test_files_cannot_be_exchanged(files):
    one, other = files.create_data_key(label="a"), files.create_data_key(label="b")
    (files.folder / f"{one}.key").write_bytes((files.folder / f"{other}.key").read_bytes())

    with refused("was changed"):
        files.data_key(one)


def test_a_salt_that_is_damaged_is_named_and_never_made_anew(files):
    name = files.create_data_key(label="a file")
    (files.folder / "salt").write_bytes(b"")

    with refused("salt is damaged"):
        files.data_key(name)
    assert stat.S_IMODE((files.folder / "salt").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["../settings", "data-", "data-" + "g" * 32, "", "data-" + "0" * 32 + "\n"])
def test_only_identifiers_of_keys_reach_the_disk(files, name):
    with refused("key"):
        files.data_key(name)


def test_a_half_written_file_is_said_to_be_unreadable(files):
    name = files.create_data_key(label="a file")
    (files.folder / f"{name}.key").write_text('{"algorithm": "AES')

    with refused("cannot be read"):
        files.data_key(name)


def test_a_program_that_fails_gives_its_own_reason(tmp_path):
    keys = CommandStore([sys.executable, str(PROGRAM), str(tmp_path / "kms")])
    with refused("refused: no such key"):
        keys.sign("kms-9", b"data")


@pytest.mark.parametrize(
    ("code", "words"),
    [("print('hello')", "no JSON"), ("print('{}')", "lacks 'id'"), ("print('[1]')", "no JSON"), ("", "lacks 'id'")],
)
def test_a_program_that_answers_wrongly_is_told_how(code, words):
    with refused(words):
        CommandStore([sys.executable, "-c", code]).create_data_key(label="x")


def test_a_program_that_is_not_there_is_said_to_give_no_answer():
    with refused("gave no answer"):
        CommandStore(["/nowhere/at-all"]).create_data_key(label="x")


def test_the_settings_choose_the_store(settings, tmp_path):
    settings.KEY_STORE, settings.KEY_COMMAND = "command", f"{sys.executable} {PROGRAM} {tmp_path / 'kms'}"
    stores._store.cache_clear()
    assert stores.store().create_data_key(label="x") == "kms-0"
    stores._store.cache_clear()


def test_the_command_lists_and_rewraps(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"
    stores._store.cache_clear()
    name = stores.store().create_data_key(label="a client's file")
    out = StringIO()

    call_command("keys", "list", stdout=out)
    call_command("keys", "rewrap", stdout=out)

    assert out.getvalue() == f"{name}  a client's file\n0 sealed anew.\n"
    stores._store.cache_clear()


def test_the_command_says_where_keys_are_when_they_are_not_in_files(settings):
    settings.KEY_STORE, settings.KEY_COMMAND = "command", "true"
    stores._store.cache_clear()
    with pytest.raises(CommandError, match="not in files"):
        call_command("keys", "list")
    stores._store.cache_clear()

"""Reading settings from the environment."""

import pytest

from feltwork.config import env


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("FELTWORK_X", "from the environment")
    assert env.text("FELTWORK_X") == "from the environment"
    monkeypatch.setenv("FELTWORK_X_FILE", str(tmp_path / "key"))
    assert env.text("FELTWORK_X") == "from the file"


@pytest.mark.parametrize("value,flag", [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_flags(monkeypatch, value, flag):
    monkeypatch.setenv("FELTWORK_X", value)
    assert env.flag("FELTWORK_X", default=not flag) is flag


@pytest.mark.parametrize(
    "read,value",
    [
        (env.flag, "perhaps"),
        (lambda name: env.number(name, 1), "many"),
        (lambda name: env.database(name, None), "mysql://x"),
    ],
)
def test_what_cannot_be_read_is_named(monkeypatch, read, value):
    monkeypatch.setenv("FELTWORK_X", value)
    with pytest.raises(env.EnvError, match="FELTWORK_X"):
        read("FELTWORK_X")


def test_a_database_address_in_full(monkeypatch):
    monkeypatch.setenv("FELTWORK_X", "postgres://us%40er:p%2Fw@db.example:5433/name?sslmode=verify-full")

    database = env.database("FELTWORK_X", None)

    assert {key: database[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "name",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full"},
    }

import pytest

from feltwork.apps.keys import store, stores
from feltwork.apps.lti.actions.keys import public_jwk
from feltwork.apps.lti.models import PlatformKey
from feltwork.apps.lti.tests.factories import AT, plug_in, put
from feltwork.apps.lti.tests.tool import SmallTool


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def made_keys():
    return []


@pytest.fixture
def platform(db, settings, key_folder, made_keys):
    """The installation with its keys, which are made once for all tests: making them takes long."""
    settings.KEYS_FOLDER = key_folder
    stores._store.cache_clear()
    while len(made_keys) < 2:
        made_keys.append(store().create(algorithm="RSA-3072", label="tests"))
    for state, made in zip(("active", "next"), made_keys, strict=True):
        key = PlatformKey(state=state, store_id=made.id, since=AT, public={})
        key.public = public_jwk(made.public_key, key.kid)
        key.save()
    yield
    stores._store.cache_clear()


@pytest.fixture
def tool(school, dino, platform):
    return plug_in(school, dino)


@pytest.fixture
def moodle(tool):
    """The other side of `tool`."""
    return SmallTool(tool)


@pytest.fixture
def link(tool, cohort, carla):
    """To a quiz in the tool, for Alma's cohort."""
    return put(tool, carla, cohort=cohort)

"""What tests of pages share."""

import pytest
from django.urls import reverse


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    """Files of tests go with them."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def to():
    """`to("lesson", course="first-steps", lesson="orienting")`: an address of Alder House."""
    return lambda name, **kwargs: reverse(f"learning:{name}", kwargs={"school": "alder-house", **kwargs})

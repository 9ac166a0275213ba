"""Settings for tests: the real ones, with mail in memory, quick password hashing and a data folder of their own."""

import os
import tempfile

os.environ.setdefault("FELTWORK_VAR", tempfile.mkdtemp(prefix="feltwork-test-"))

from feltwork.config.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
STAFF_MUST_HAVE_SECOND_FACTOR = False

if "init_command" in DATABASES["default"]["OPTIONS"]:  # noqa: F405
    # a test database need not survive a power cut; tests/test_durability.py uses the real setting
    command = DATABASES["default"]["OPTIONS"]["init_command"]  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = command.replace("synchronous=FULL", "synchronous=OFF")  # noqa: F405

if os.environ.get("FELTWORK_TEST_DB"):  # several people testing against one PostgreSQL
    DATABASES["default"]["TEST"] = {"NAME": os.environ["FELTWORK_TEST_DB"]}  # noqa: F405

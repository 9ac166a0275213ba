from feltwork.apps.practice.tests.conftest import *  # noqa: F403  the same cast

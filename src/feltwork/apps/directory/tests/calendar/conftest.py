"""Ben has a page in the directory and clients in a practice."""

from feltwork.apps.practice.tests.conftest import *  # noqa: F403  the people of a practice

"""The site's settings and the plain pages."""

from pathlib import Path

from feltwork.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.plain.urls"
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates"]  # noqa: F405

"""The bodies of long lists, rendered by Jinja2: several times the speed of Django's templates for the same markup.

A list page stays a Django template; the view (or a query) hands `render_rows("app/rows.html", rows, labels…)` to it.
Templates live in `<app>/jinja/<app>/`. Everything is escaped; words come in translated, so each is looked up once a
page and not once a row; a name that is missing is an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.safestring import SafeString
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from feltwork.apps.ui import words
from feltwork.apps.ui.icons import icon
from feltwork.apps.ui.states import badge


class RowEnvironment(Environment):
    """`row.name` of a dict is its key first: rows come from `values()`, and a column may be called `count`."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        # Jinja asks for an attribute first, which raises and catches an exception for every value of every row
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """One for the process; compiled templates stay in memory."""
    folders = [Path(app.path) / "jinja" for app in apps.get_app_configs()]
    env = RowEnvironment(
        loader=FileSystemLoader([folder for folder in folders if folder.is_dir()]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=settings.DEBUG,
    )
    env.globals.update(icon=icon, badge=badge, dye=words.dye)
    env.filters.update(
        fraction=words.fraction,
        hours=words.hours,
        date_words=words.date_words,
        time_words=words.time_words,
        moment_words=words.moment_words,
        initials=words.initials,
    )
    return env


def render_rows(template_name: str, rows: Iterable[Any], **labels: Any) -> SafeString:
    """The markup of *rows*; the template sees them as `rows` and each label under its name."""
    return SafeString(environment().get_template(template_name).render(rows=rows, **labels))

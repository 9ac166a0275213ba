"""The WSGI door that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils import translation

from feltwork.config.files import allow_files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feltwork.config.settings")
application = get_wsgi_application()


def _make_ready() -> None:
    """Load what a worker needs before it takes its first request; otherwise that one and all behind it wait for it."""
    from feltwork.apps.keys import stores

    get_resolver().reverse_dict  # noqa: B018 - imports every view
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext(code)  # any text: the first one loads the catalogue
    stores.make_ready()


allow_files()
_make_ready()

"""Words for pages of measures."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.translation import gettext as _

from feltwork.apps.measures.resources import Service
from feltwork.apps.ui.words import date_words

register = template.Library()


@register.filter
def checked_words(service: Service, today: date) -> str:
    """Whether somebody checked a service, and how long ago."""
    if service.verified_on is None:
        return _("Nobody from this site has checked this number yet.")
    day = date_words(service.verified_on)
    if service.is_expired(today):
        return _("Last checked on %(day)s; that is too long ago to be sure.") % {"day": day}
    return _("Checked on %(day)s.") % {"day": day}

"""Words for pages of measures."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from feltwork.apps.measures.resources import Service
from feltwork.apps.ui.words import date_words

register = template.Library()


@register.filter
def checked_words(service: Service, today: date) -> str:
    """Whether somebody checked a service, how, and how long ago."""
    if service.verified_on is None:
        return _("Nobody from this site has checked this number yet.")
    day = date_words(service.verified_on)
    if service.is_expired(today):
        return _("Last checked on %(day)s; that is too long ago to be sure.") % {"day": day}
    if service.how == "copy":
        words = _("Compared on %(day)s with a stored copy of the service’s page, which may be older. Nobody called.")
        return words % {"day": day}
    return _("Checked on %(day)s.") % {"day": day}


@register.filter
def reach_words(service: Service) -> str:
    """How and when it is reached: "By phone. Day and night. …"."""
    said = [capfirst(f"{', '.join(map(str, service.ways))}.")]
    said.append(_("Day and night.") if service.is_always_open else _("Opening hours: see their site."))
    if service.limited:
        ways = ", ".join(map(str, service.limited))
        said.append(capfirst(_("%(ways)s at the hours given there.") % {"ways": ways}))
    if service.is_free:
        said.append(_("Free of charge."))
    return " ".join(map(str, said))

"""Whether others can reach what a school publishes: asked only when an administrator says so, and by the safe way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feltwork.apps.credentials import documents
from feltwork.apps.credentials.models import Issuer
from feltwork.core.credentials import Unreachable, did_web_url

WHY: Mapping[str, str | Promise] = {
    "no_such_host": _("The name is not known on the internet. Point it to this site where the domain is managed."),
    "private": _("The name leads into a network of your own, where others cannot follow."),
    "not_https": _("The address is not one that begins with https and has no port."),
    "no_answer": _("Nothing answers there, or it cannot prove that it is this name (TLS)."),
    "timeout": _("Nothing answered in time."),
    "redirect": _("It leads on to another address. Verifiers do not follow: it has to answer by itself."),
    "404": _("Something answers, but not with this. Does it know this name (FELTWORK_EXTRA_HOSTS)?"),
    "400": _("This site answers and does not know the name: add it to FELTWORK_EXTRA_HOSTS."),
}
OTHER = _("Something answers, but not as it should.")
DIFFERS = _("Something else is published there than what we sign with. Was the export written lately?")


@dataclass(frozen=True, slots=True)
class Look:
    """One address; `why` is empty where all is well."""

    url: str
    why: str | Promise = ""


def look(issuer: Issuer, fetch: Callable[[str], bytes]) -> list[Look]:
    """Keys and lists of *issuer*, each as *fetch* gets them from outside. `fetch` raises `Unreachable`."""
    keys = did_web_url(issuer.did)
    return [_look(url, wanted, fetch, exactly=url == keys) for url, wanted in documents.own_documents(issuer).items()]


def _look(url: str, wanted: bytes, fetch: Callable[[str], bytes], *, exactly: bool) -> Look:
    try:
        found = json.loads(fetch(url))
    except Unreachable as away:
        return Look(url, WHY.get(away.reason, OTHER))
    except ValueError:
        return Look(url, OTHER)
    ours = json.loads(wanted)
    same = found == ours if exactly else isinstance(found, dict) and found.get("id") == ours["id"]
    return Look(url, "" if same else DIFFERS)

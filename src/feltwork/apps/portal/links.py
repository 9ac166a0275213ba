"""The links of header and footer, chosen by who is looking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Link:
    label: Label
    url: str
    current: str = ""  # "page" on the page itself, "true" on a page below it
    count: str = ""  # where it is said how many wait there, asked for once the page stands


# inside a school its own page stands in for the general one
IN_SCHOOL = {"portal:become-certified": "school:become-certified"}


@lru_cache(maxsize=2048)
def address(name: str, school: str = "") -> str:
    """The address of *name*, inside *school* where it belongs to one; "" where there is none."""
    name = IN_SCHOOL.get(name, name) if school else name
    for kwargs in ({"school": school}, {}) if school else ({},):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""


VISITOR = (
    ("directory:search", _("Find a clinician")),
    ("portal:method", _("About the method")),
    ("portal:become-certified", _("Become certified")),
    ("credentials:check", _("Check a certificate")),
)
STUDENT = (
    ("certification:path", _("My path")),
    ("certification:entry-new", _("Log")),
    ("certification:rules", _("Rules")),
    ("learning:courses", _("Coursework")),
    ("seminars:list", _("Seminars")),
    ("exams:mine", _("Examinations")),
    ("credentials-staff:mine", _("My certificate")),
    ("measures:mine", _("Questions")),
)
PROVIDER = (("signoffs:inbox", _("To sign")),)
FACULTY = (
    *PROVIDER,
    ("schools:cohorts", _("Cohorts")),
    ("certification:candidates", _("Candidates")),
    ("certification:rules", _("Rules")),
)
STAFF = (
    ("certification:queue", _("Queue")),
    ("certification:candidates", _("Candidates")),
    ("certification:providers", _("Providers")),
    ("schools:cohorts", _("Cohorts")),
    ("certification:rules", _("Rules")),
    ("credentials-staff:list", _("Certificates")),
)
PRACTITIONER = (
    ("practice:clients", _("Clients")),
    ("practice:calendar", _("Calendar")),
    ("practice:worklist", _("To sign")),
    ("measures:alerts", _("To look at")),
)
COUNTS = {"measures:alerts": "measures:alerts-count"}
IN_PRACTICE: dict[str, tuple[tuple[str, Label], ...]] = {
    "practitioner": PRACTITIONER,
    "assistant": PRACTITIONER[:-1],  # where one is named to look, the school’s first page leads there
    "supervisor": PRACTITIONER[:1],
    "client": (("practice:mine", _("My space")),),
}
BY_ROLE = {
    "student": STUDENT,
    "provider": PROVIDER,
    "faculty": FACULTY,
    "registrar": STAFF,
    "credentialing": STAFF,
    "admin": STAFF,
    **IN_PRACTICE,
}
# what staff need now and then; shown on the school's own first page
TOOLS = (
    ("learning:courses", _("Coursework")),
    ("learning:desk", _("Courses and lessons")),
    ("learning:import", _("Bring in completions")),
    ("seminars:list", _("Seminars and workshops")),
    ("seminars:risk", _("Who lacks something before the next level")),
    ("exams:bank", _("Questions and examinations")),
    ("exams:sittings", _("Written examinations")),
    ("exams:practicals", _("Practical examinations")),
    ("exams:marking", _("Answers to mark")),
    ("exams:ratings", _("Sessions to rate")),
    ("lti:links", _("Tools of others")),
    ("schools:programmes", _("Programmes, levels and modules")),
    ("schools:editions", _("Editions of the rules")),
    ("admissions:applications", _("Applications")),
    ("signoffs:ledger", _("Ledger of sign-offs")),
    ("accounts-school:roles", _("People and roles")),
    ("schools:settings", _("The school itself")),
    ("practice:setup", _("Practice")),
    ("directory-desk:mine", _("Your page in the directory")),
    ("directory-desk:licences", _("Licences and reports of the directory")),
    ("measures:instruments", _("Instruments and their words")),
    ("measures:trainees", _("Asking trainees")),
    ("measures:policy", _("When an answer means risk")),
    ("measures:alerts", _("Answers to look at")),
)
SIGNED_IN = (("portal:start", _("Your pages")), *VISITOR[1:])
FOOTER = (
    ("portal:accessibility", _("Accessibility")),
    ("portal:privacy", _("Privacy")),
    ("portal:hiding", _("How this site hides, and what it cannot hide")),
    ("portal:evidence", _("Studies")),
    ("accounts:terms", _("Terms")),
    ("portal:help-now", _("Help now")),
)


def wanted(request: Any) -> Iterable[tuple[str, Label]]:
    """Names and labels for this person here, in the order of BY_ROLE, each once."""
    if request.roles:
        chosen: dict[str, Label] = {}
        for role, links in BY_ROLE.items():
            if role in request.roles:
                chosen |= dict(links)
        return chosen.items()
    return SIGNED_IN if request.user.is_authenticated else VISITOR


def navigation(request: Any) -> tuple[Link, ...]:
    """The main links; the one that leads furthest towards this page is marked as current."""
    shown = _open_to(request, wanted(request))
    nearest = max((url for _label, url in shown if request.path.startswith(url)), key=len, default="")
    kind = "page" if nearest == request.path else "true"
    counts = _counts(request)
    return tuple(Link(label, url, kind if url == nearest else "", counts.get(url, "")) for label, url in shown)


def _counts(request: Any) -> dict[str, str]:
    """Address of a page → address of the number of what waits on it."""
    school = request.school.slug if request.school else ""
    return {address(page, school): address(count, school) for page, count in COUNTS.items()} if school else {}


def tools(request: Any) -> tuple[Link, ...]:
    """The other pages that the person's roles open in this school, but for those of the main links."""
    if not request.roles:
        return ()
    main = dict(wanted(request))
    return tuple(Link(label, url) for label, url in _open_to(request, (one for one in TOOLS if one[0] not in main)))


def practice(request: Any) -> tuple[Link, ...]:
    """The person's pages of treatment in this school; none where nobody is treated."""
    if not request.school.has_practice:
        return ()
    names = {name: label for role, links in IN_PRACTICE.items() if role in request.roles for name, label in links}
    return tuple(Link(label, url) for label, url in _open_to(request, names.items()))


def _open_to(request: Any, names: Iterable[tuple[str, Label]]) -> list[tuple[Label, str]]:
    """Labels and addresses of pages that exist and that this person may open."""
    school = request.school.slug if request.school else ""
    found = [(label, address(name, school)) for name, label in names]
    held = request.roles | {"anyone"} | ({"signed_in"} if request.user.is_authenticated else set())
    return [(label, url) for label, url in found if url and held & who_may_open(url)]


@lru_cache(maxsize=2048)
def who_may_open(url: str) -> frozenset[str]:
    """What the view behind *url* declared with @access."""
    return getattr(resolve(url).func, "access", frozenset())


def footer() -> tuple[Link, ...]:
    return tuple(Link(label, address(name)) for name, label in FOOTER)

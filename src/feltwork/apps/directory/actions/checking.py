"""What no profile may hold, whichever door it came through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.directory.models import Profile
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.queries.own import SPOKEN
from feltwork.core.directory import vocabulary
from feltwork.core.directory.professions import may_touch
from feltwork.core.directory.wording import Claim, check_words

FACETS = {
    "languages": "language",
    "ages": "ages",
    "who": "who",
    "themes": "theme",
    "access": "access",
    "identity": "identity",
    "online_in": "country",
}
MOST_THEMES = 12  # who does everything is found for nothing


def refuse_wrong(row: Profile, changed: Iterable[str]) -> None:
    """Set right what follows from something else; ValidationError by field for what cannot stand."""
    if not may_touch(row.profession):
        row.touch = Profile.Touch.NEVER
    errors = dict(_wrong(row, frozenset(changed)))
    if errors:
        raise ValidationError(errors)


def claim_words(claim: Claim) -> str:
    """What somebody reads beside a phrase that cannot stay."""
    language = (get_language() or "en").split("-")[0]
    why, instead = (part.get(language, part["en"]) for part in (claim.why, claim.instead))
    return _("“%(found)s” cannot stay. %(why)s %(instead)s") % {"found": claim.found, "why": why, "instead": instead}


def _wrong(row: Profile, changed: frozenset[str]) -> Iterator[tuple[str, str | list[str]]]:
    for field in SPOKEN:
        if field in changed and (claims := check_words(getattr(row, field))):
            yield field, [claim_words(claim) for claim in claims]
    for field, facet in FACETS.items():
        codes = getattr(row, field)
        if field in changed and len(vocabulary().known(facet, tuple(codes))) != len(codes):
            yield field, _("Please choose from the list.")
    if len(row.themes) > MOST_THEMES:
        yield "themes", _("Please choose at most %(most)s: those you know best.") % {"most": MOST_THEMES}
    yield from _wrong_numbers(row)
    if "town" in changed and row.town is not None and row.town not in towns():
        yield "town", _("Please choose a town from the list.")


def _wrong_numbers(row: Profile) -> Iterator[tuple[str, str]]:
    if row.fee_low is not None and row.fee_high is not None and row.fee_high < row.fee_low:
        yield "fee_high", _("The higher fee is not below the lower one.")
    if (row.fee_low is not None or row.fee_high is not None) and not row.currency:
        yield "currency", _("Please say in which currency.")
    if row.fee_high is not None and row.fee_low is None:
        yield "fee_low", _("Please give the lower fee, too.")

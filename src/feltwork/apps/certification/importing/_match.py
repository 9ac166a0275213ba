"""Whom a row names: matched exactly by address or by name, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

from feltwork.apps.certification.importing._reading import Refused, refuse_formula
from feltwork.apps.certification.importing._words import plain, without_brackets
from feltwork.apps.certification.queries.choices import ProviderChoice
from feltwork.apps.certification.sentences import words_list

ADDRESS = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+\.[^\s<>()\[\],;:]+")
TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "frau", "herr", "med", "phil", "rer", "nat", "dipl", "psych"}
    | {"sep", "phd", "md", "ma", "msc", "ba", "lmft", "lcsw", "lpc", "psyd", "mft"}
)


class People:
    """The providers of a school, by name and address."""

    def __init__(self, people: Iterable[ProviderChoice]) -> None:
        self._by_email: dict[str, ProviderChoice] = {}
        self._by_name: dict[str, list[ProviderChoice]] = defaultdict(list)
        for person in people:
            if person.email:
                self._by_email[person.email.casefold()] = person
            self._by_name[_bare(person.name)].append(person)
        self._answers: dict[tuple[str, str], ProviderChoice | str] = {}

    def find(self, text: str, email: str) -> ProviderChoice:
        """The one person meant; Refused, with near names, if there is none or more than one."""
        asked = (text, email)
        if asked not in self._answers:
            try:
                self._answers[asked] = self._find(text, email)
            except Refused as refused:
                self._answers[asked] = str(refused)
        answer = self._answers[asked]
        if isinstance(answer, str):
            raise Refused(answer)
        return answer

    def _find(self, text: str, email: str) -> ProviderChoice:
        refuse_formula(text or email, _("provider"))
        address = ADDRESS.search(email) or ADDRESS.search(text)
        if address and address[0].casefold() in self._by_email:
            return self._by_email[address[0].casefold()]
        name = ADDRESS.sub(" ", text)
        if not plain(name):
            raise Refused(_("There is no provider.") if not address else _unknown(address[0]))
        return self._named(name)

    def _named(self, name: str) -> ProviderChoice:
        for words in _orders(name):
            found = self._by_name.get(words, [])
            if len(found) == 1:
                return found[0]
            if found:
                raise Refused(
                    _("More than one person is called %(name)s. Please add their mail address.")
                    % {"name": name.strip()}
                )
        raise Refused(" ".join([_unknown(name.strip()), *self._near(name)]))

    def _near(self, name: str) -> Iterable[str]:
        near = get_close_matches(_bare(name), list(self._by_name), n=2, cutoff=0.75)
        if near:
            names = [self._by_name[one][0].name for one in near]
            yield _("Did you mean %(names)s?") % {"names": words_list(names)}


def _unknown(name: str) -> str:
    return _("“%(name)s” is not on the school’s list of providers.") % {"name": name[:80]}


def _bare(name: str) -> str:
    """A name without titles and letters behind it."""
    words = [word for word in plain(without_brackets(name)).split() if word not in TITLES]
    return " ".join(words) or plain(name)


def _orders(name: str) -> list[str]:
    """“Vosper, Hanne” is also Hanne Vosper."""
    last, comma, first = name.partition(",")
    turned = [_bare(f"{first} {last}")] if comma and first.strip() else []
    return [_bare(name), *turned]

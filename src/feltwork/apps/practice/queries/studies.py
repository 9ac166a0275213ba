"""What a finished study shows: a picture and the same in words and numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.practice.models import MapStudy
from feltwork.core.practice import label
from feltwork.core.practice.maps import body_mask, places

CORRECTED = 0.05
SCALE = 3  # picture points for one place of the grid
UP, DOWN, BODY, SEAM = (0x9D, 0x64, 0x91), (0x32, 0x66, 0x9A), (0xE4, 0xDF, 0xD5), (0x78, 0x74, 0x69)


@dataclass(frozen=True, slots=True)
class Found:
    """A cluster: its regions with most of it first, how many places, the sum of t, and the corrected p."""

    regions: list[str]
    places: int
    mass: float
    p: float
    is_more: bool


@dataclass(frozen=True)
class Result:
    study: MapStudy

    @cached_property
    def arrays(self) -> Mapping[str, Any]:
        with np.load(io.BytesIO(bytes(self.study.result or b"")), allow_pickle=False) as box:
            return dict(box)

    @property
    def mask(self) -> Any:
        return body_mask(self.study.params["figure"], self.study.params["view"])

    @property
    def all_places(self) -> int:
        return int(self.mask.sum())

    @property
    def held_more(self) -> int:
        return int((self.arrays["held"].astype(bool) & (self.arrays["t"] > 0)).sum())

    @property
    def held_less(self) -> int:
        return int((self.arrays["held"].astype(bool) & (self.arrays["t"] < 0)).sum())

    @property
    def corrected_places(self) -> int:
        return int((self.arrays["corrected"][self.mask] <= CORRECTED).sum())

    @property
    def flips(self) -> int:
        return int(self.arrays["flips"])

    @property
    def is_of_groups(self) -> bool:
        return bool(self.study.params.get("test") == "two_groups")

    @property
    def groups(self) -> tuple[int, int]:
        """How many people have the headline, and how many do not."""
        these, those = self.arrays["groups"]
        return int(these), int(those)

    @cached_property
    def clusters(self) -> list[Found]:
        pairs = zip(self.arrays["clusters"], self.arrays["masses"], strict=True)
        return [
            Found(self._regions(where), int(where.sum()), float(mass), float(p), mass > 0) for where, (mass, p) in pairs
        ]

    @property
    def holding(self) -> list[Found]:
        return [one for one in self.clusters if one.p <= CORRECTED]

    def _regions(self, where: Any) -> list[str]:
        language = get_language() or "en"
        params = self.study.params
        shares = [(int((where & one).sum()), name) for name, one in places(params["figure"], params["view"]).items()]
        ranked = sorted((share for share in shares if share[0] * 20 >= where.sum()), reverse=True)
        return [label("regions", name, language) for _number, name in ranked]


def study_words(params: Mapping[str, Any]) -> str:
    """What was asked, in one line."""
    language = get_language() or "en"
    families = [label("family_names", one, language) for one in params.get("families", [])]
    if params.get("test") == "two_families":
        return _("%(one)s against %(other)s, within each person") % {"one": families[0], "other": families[1]}
    which = ", ".join(families) if families else _("All kinds of sensation")
    if params.get("test") == "two_groups":
        headline = label("categories", params["headline"], language)
        return _("%(families)s: people with the headline “%(headline)s” against people without it") % {
            "families": which, "headline": headline,
        }  # fmt: skip
    return _("%(families)s: more than usual against less than usual") % {"families": which}


def way_words(params: Mapping[str, Any]) -> dict[str, str]:
    """What the two signs of t mean in this study."""
    if params.get("test") == "two_groups":
        return {"more": _("more in those with the headline"), "less": _("more in those without it")}
    if params.get("test") != "two_families":
        return {"more": _("more than usual"), "less": _("less than usual")}
    language = get_language() or "en"
    one, other = (label("family_names", family, language) for family in params["families"][:2])
    return {
        "more": _("more %(family)s") % {"family": one.lower() if language == "en" else one},
        "less": _("more %(family)s") % {"family": other.lower() if language == "en" else other},
    }


def own_studies(by: User) -> QuerySet[MapStudy]:
    """A study belongs to whoever asked for it: it is made of their clients' files."""
    return MapStudy.objects.filter(by=by, removed_at=None).select_related("run").order_by("-made_at")


def png(result: Result) -> bytes:
    """The body with the clusters that hold: more in one colour with dots, less in another with lines."""
    from PIL import Image

    mask, t = result.mask, result.arrays["t"]
    held = np.zeros(mask.shape, dtype=bool)
    for where, (_mass, p) in zip(result.arrays["clusters"], result.arrays["masses"], strict=True):
        if p <= CORRECTED:
            held |= where
    big = [np.kron(one, np.ones((SCALE, SCALE), dtype=bool)) for one in (mask, held & (t > 0), held & (t < 0))]
    body, more, less = big
    rows, columns = np.indices(body.shape)
    pixels = np.zeros((*body.shape, 4), dtype=np.uint8)
    for where, colour in ((body, BODY), (more, UP), (less, DOWN)):
        pixels[where] = (*colour, 255)
    dots = more & (((rows % 9) // 3 == 1) & ((columns % 9) // 3 == 1))
    lines = less & ((rows + columns) % 9 < 2)
    edge = body & ~(np.roll(body, 1, 0) & np.roll(body, -1, 0) & np.roll(body, 1, 1) & np.roll(body, -1, 1))
    pixels[dots | lines] = (0x19, 0x26, 0x25, 255)
    pixels[edge] = (*SEAM, 255)
    out = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(out, "PNG", optimize=True)
    return out.getvalue()

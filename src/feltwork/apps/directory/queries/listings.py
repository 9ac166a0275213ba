"""Profiles as the search sees them: only what is public, and only of who passes every gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django_scopes import scopes_disabled

from feltwork.apps.directory.models import Policy, Profile
from feltwork.apps.directory.places import towns
from feltwork.apps.directory.queries.badges import Badge, LicenceShown, badges_of, licences_of, touches
from feltwork.apps.directory.queries.gates import listed
from feltwork.apps.directory.queries.replies import points_of
from feltwork.core.directory import Listing, vocabulary

BATCH = 500
ENOUGH = 6  # so many fees in one country and currency make thirds; below, nobody has a band
Market = tuple[str, str]  # country, currency


@dataclass(frozen=True, slots=True)
class Thirds:
    """Where the lower and the middle third of fees in one country and currency end, for an hour."""

    low: float
    middle: float

    def band(self, fee: float) -> str:
        """low, middle or high."""
        return "low" if fee <= self.low else "middle" if fee <= self.middle else "high"


def listing_of(profile: Profile, at: datetime) -> Listing | None:
    """What the search keeps of *profile*; None where a gate is closed."""
    rows = list(listed(at).filter(pk=profile.pk).select_related("school"))
    return next(_listings(rows, at, fee_thirds(at, market=(profile.country, profile.currency))), None)


def listings(at: datetime) -> Iterator[Listing]:
    """Those of everybody listed, a few hundred at a time."""
    thirds, rows = fee_thirds(at), listed(at).select_related("school").order_by("pk").iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        yield from _listings(batch, at, thirds)


def texts_of(profile: Profile) -> tuple[str, str]:
    """What the search reads of somebody's words: the strong part and the weak one, whether they are listed or not."""
    return " ".join(_strong(profile)), "\n".join((profile.headline, profile.words, profile.training_words))


def fee_thirds(at: datetime, *, market: Market | None = None) -> Mapping[Market, Thirds]:
    """Bands by country and currency, or of one, from the lowest hourly fees of everybody published there."""
    with scopes_disabled():  # fees are public
        rows = Profile.objects.filter(state=Profile.State.LISTED, fee_low__isnull=False).exclude(currency="")
        if market is not None:
            rows = rows.filter(country=market[0], currency=market[1])
        fees: dict[Market, list[float]] = {}
        for country, currency, fee, minutes in rows.values_list("country", "currency", "fee_low", "fee_minutes"):
            assert fee is not None  # noqa: S101 - filtered above; for the type
            fees.setdefault((country, currency), []).append(_hourly(fee, minutes))
    return {market: _thirds(sorted(every)) for market, every in fees.items() if len(every) >= ENOUGH}


def hourly_fee(profile: Profile) -> float | None:
    """The lowest fee for an hour, None where none is named."""
    return None if profile.fee_low is None else _hourly(profile.fee_low, profile.fee_minutes)


def _hourly(fee: int, minutes: int) -> float:
    return fee * 60 / (minutes or 60)


def _thirds(rising: list[float]) -> Thirds:
    return Thirds(rising[(len(rising) - 1) // 3], rising[2 * (len(rising) - 1) // 3])


def _listings(profiles: Sequence[Profile], at: datetime, thirds: Mapping[Market, Thirds]) -> Iterator[Listing]:
    if not profiles:
        return
    badges, licences, points = badges_of(profiles, at), licences_of(profiles, at), points_of(profiles, at)
    with scopes_disabled():  # what schools decided is public
        days = dict(Policy.objects.values_list("school", "hide_days"))
    for one in profiles:
        if one.pk in badges:
            hide_days = days.get(one.school_id, Policy().hide_days)
            yield _listing(one, badges[one.pk], licences.get(one.pk), thirds, hide_days, points[one.pk])


def _listing(
    one: Profile,
    badge: Badge,
    licence: LicenceShown | None,
    thirds: Mapping[Market, Thirds],
    hide_days: int,
    points: int,
) -> Listing:
    ends = (badge.valid_until, licence and licence.licence.valid_until, _confirmed(one) + timedelta(days=hide_days))
    strong, weak = texts_of(one)
    return Listing(
        id=one.pk,
        town=one.town or 0,
        how=frozenset(_how(one)),
        online_in=frozenset(one.online_in) if one.how_online else frozenset(),
        codes=_codes(one, badge, licence, thirds),
        strong=strong,
        weak=weak,
        confirmed_on=_confirmed(one),
        reply_points=points,
        until=min(day for day in ends if day),
    )


def _confirmed(one: Profile) -> date:
    assert one.confirmed_on is not None, "a gate lets nobody through without"  # noqa: S101 - for the type
    return one.confirmed_on


def _how(one: Profile) -> Iterator[str]:
    if one.how_in_person:
        yield "in_person"
    if one.how_online:
        yield "online"


def _codes(
    one: Profile, badge: Badge, licence: LicenceShown | None, thirds: Mapping[Market, Thirds]
) -> dict[str, frozenset[str]]:
    chosen: dict[str, Sequence[str]] = {
        "room": [one.room],
        "language": one.languages,
        "ages": one.ages,
        "who": one.who,
        "theme": one.themes,
        "touch": [touches(one)],
        "access": one.access,
        "level": [badge.kind],
        "profession": [one.profession],
        "fee": list(_fee(one, thirds)),
        "identity": one.identity,
        "country": [licence.licence.country if licence else one.country],
    }
    return {facet: vocabulary().known(facet, tuple(codes)) for facet, codes in chosen.items()}


def _fee(one: Profile, thirds: Mapping[Market, Thirds]) -> Iterator[str]:
    fee, market = hourly_fee(one), thirds.get((one.country, one.currency))
    if fee is not None and market:
        yield market.band(fee)
    if one.is_sliding:
        yield "sliding"
    if one.free_call_minutes:
        yield "free_call"


def _strong(one: Profile) -> Iterator[str]:
    facets = vocabulary().facets
    yield one.name
    for facet, codes in (("profession", [one.profession]), ("theme", one.themes)):
        for code in codes:
            if code in facets[facet].values:
                yield from facets[facet].values[code].words()
    town = towns().get(one.town) if one.town else None
    yield one.town_name
    if town:
        yield from (town.name, town.german)

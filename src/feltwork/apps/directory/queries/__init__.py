"""Reads, one module for each noun; import from here."""

from feltwork.apps.directory.queries.badges import (
    Badge,
    LicenceShown,
    badge_of,
    badges_of,
    has_no_register,
    licence_of,
    licences_of,
    names_differ,
    touches,
)
from feltwork.apps.directory.queries.gates import in_order, listed, policy_of, terms_by_school, wished
from feltwork.apps.directory.queries.listings import fee_thirds, hourly_fee, listing_of, listings
from feltwork.apps.directory.queries.replies import Figures, figures_of, figures_of_many, shown_figures_of
from feltwork.apps.directory.queries.shown import Shown, shown

__all__ = [
    "Badge",
    "Figures",
    "LicenceShown",
    "Shown",
    "badge_of",
    "badges_of",
    "fee_thirds",
    "figures_of",
    "figures_of_many",
    "has_no_register",
    "hourly_fee",
    "in_order",
    "licence_of",
    "licences_of",
    "listed",
    "listing_of",
    "listings",
    "names_differ",
    "policy_of",
    "shown",
    "shown_figures_of",
    "terms_by_school",
    "touches",
    "wished",
]

"""Assignment and Grade Services: what a tool sends about line items and scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from feltwork.apps.lti.wire.errors import WireError
from feltwork.apps.lti.wire.reading import instant, number, read_object, words

ACTIVITY: Final = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
GRADING: Final = ("FullyGraded", "Pending", "PendingManual", "Failed", "NotReady")


@dataclass(frozen=True, slots=True)
class ScoreGiven:
    """One score as the tool posted it; `given` and `maximum` come together or not at all."""

    person: str
    given: Fraction | None
    maximum: Fraction | None
    activity: str
    grading: str
    comment: str
    sent_at: datetime

    @property
    def is_final(self) -> bool:
        """The person has finished, and nobody has to look at it any more."""
        return self.activity == "Completed" and self.grading == "FullyGraded"


@dataclass(frozen=True, slots=True)
class ItemGiven:
    """A line item as the tool wants it; `link` is our resource link, "" where it stands alone."""

    label: str
    maximum: Fraction
    resource_id: str
    tag: str
    link: str


def read_score(body: bytes) -> ScoreGiven:
    """A posted score (AGS 2.0 section 3.4). Raises WireError."""
    given = read_object(body)
    points, maximum = number(given, "scoreGiven"), number(given, "scoreMaximum")
    if points is not None and not maximum:
        raise WireError("scoreMaximum", "“scoreMaximum” is needed beside “scoreGiven” and has to be above 0")
    return ScoreGiven(
        person=words(given, "userId", most=255, needed=True),
        given=points,
        maximum=maximum if points is not None else None,
        activity=_one_of(given, "activityProgress", ACTIVITY),
        grading=_one_of(given, "gradingProgress", GRADING),
        comment=words(given, "comment", most=2000),
        sent_at=instant(given, "timestamp"),
    )


def read_line_item(body: bytes) -> ItemGiven:
    """A line item (AGS 2.0 section 3.2). Raises WireError."""
    return line_item(read_object(body))


def line_item(given: Mapping[str, Any]) -> ItemGiven:
    maximum = number(given, "scoreMaximum")
    if not maximum:
        raise WireError("scoreMaximum", "“scoreMaximum” has to be a number above 0")
    return ItemGiven(
        label=words(given, "label", most=200, needed=True),
        maximum=maximum,
        resource_id=words(given, "resourceId", most=200),
        tag=words(given, "tag", most=200),
        link=words(given, "resourceLinkId", most=255),
    )


def _one_of(given: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = given.get(name)
    if value not in allowed:
        raise WireError(name, f"“{name}” has to be one of {', '.join(allowed)}")
    return str(value)

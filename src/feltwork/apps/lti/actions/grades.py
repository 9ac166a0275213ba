"""Line items and scores, as tools send them; a final score may complete a course."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record
from feltwork.apps.learning.actions import complete_from_outside
from feltwork.apps.learning.queries import place_of
from feltwork.apps.lti.items import new_item
from feltwork.apps.lti.models import Context, LineItem, ResourceLink, Score, Tool
from feltwork.apps.lti.wire import ItemGiven, ScoreGiven, WireError

MOST_ITEMS = 200  # of one tool in one context


@transaction.atomic
def make_line_item(
    *, tool: Tool, context: Context, link: ResourceLink | None, given: ItemGiven, at: datetime
) -> LineItem:
    """A column of results, of a link or alone. Raises WireError where the tool has made far too many."""
    if LineItem.objects.filter(tool=tool, context=context).count() >= MOST_ITEMS:
        raise WireError("too_many", f"a tool may have {MOST_ITEMS} line items in a context")
    item = new_item(
        tool=tool, context=context, link=link, label=given.label, maximum=given.maximum,
        resource_id=given.resource_id, tag=given.tag, at=at,
    )  # fmt: skip
    record("lti.make_line_item", by=None, at=at, subject=item, facts={"label": item.label})
    return item


@transaction.atomic
def change_line_item(*, item: LineItem, given: ItemGiven, at: datetime) -> LineItem:
    """What the tool calls it and out of how many points it counts; scores keep the points they came with."""
    item.label, item.maximum = given.label, given.maximum
    item.resource_id, item.tag = given.resource_id, given.tag
    item.save(update_fields=["label", "maximum", "resource_id", "tag"])
    record("lti.change_line_item", by=None, at=at, subject=item, facts={"label": item.label})
    return item


@transaction.atomic
def put_line_item_away(*, item: LineItem, at: datetime) -> None:
    """The tool deleted it: it is listed no more. Its scores stay with the people they are about."""
    item.removed_at = at
    item.save(update_fields=["removed_at"])
    record("lti.put_line_item_away", by=None, at=at, subject=item)


@transaction.atomic
def take_score(*, item: LineItem, user: User, given: ScoreGiven, at: datetime) -> Score:
    """Keep a score and, where the link says so, count the course as completed.

    The same one once more, as a tool sends that has not heard our answer, changes nothing. Raises WireError `older`
    where a later one is there already.
    """
    LineItem.objects.select_for_update().get(pk=item.pk)  # two scores about one person come one after the other
    again = Score.objects.filter(item=item, user=user, sent_at=given.sent_at).first()
    if again is not None and _is_same(again, given):
        return again
    if Score.objects.filter(item=item, user=user, sent_at__gte=given.sent_at).exists():
        raise WireError("older", "a score with this or a later timestamp is there already")
    score = Score(
        school_id=item.school_id,
        item=item,
        user=user,
        given=given.given,  # type: ignore[misc]  # as above
        maximum=given.maximum,
        activity=given.activity,
        grading=given.grading,
        comment=given.comment,
        sent_at=given.sent_at,
        at=at,
    )
    try:
        with transaction.atomic():
            score.save(force_insert=True)
    except IntegrityError:
        raise WireError("older", "a score with this timestamp is there already") from None
    record("lti.take_score", by=None, at=at, subject=score, facts={"item": str(item.uuid), "final": score.is_final})
    if completes(score, item):
        _complete(score, item, at)
    return score


def _is_same(score: Score, given: ScoreGiven) -> bool:
    names = ("given", "maximum", "activity", "grading", "comment")
    return all(getattr(score, name) == getattr(given, name) for name in names)


def completes(score: Score, item: LineItem) -> bool:
    """Final, of a link that completes its course, and good enough."""
    link = item.link
    if link is None or not link.completes or not score.is_final:
        return False
    if link.pass_share is None:
        return True
    return score.given is not None and bool(score.maximum) and score.given / score.maximum >= link.pass_share


def _share(score: Score) -> Decimal | None:
    """From 0 to 1; points above the maximum count as all of them."""
    if score.given is None or not score.maximum:
        return None
    share = min(Fraction(1), score.given / score.maximum)
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.0001"))


def _complete(score: Score, item: LineItem, at: datetime) -> None:
    course, lesson = item.context.course, item.link.lesson if item.link else None
    enrolment = place_of(score.user, course) if course else None
    if course is None or enrolment is None:
        return
    complete_from_outside(
        course=None if lesson else course,
        lesson=lesson,
        enrolment=enrolment,
        source=f"LTI: {item.tool.name}"[:80],
        by=None,
        key=f"lti:{item.uuid}:{score.user.uuid}",
        at=at,
        score=_share(score),
    )

"""A first message, by the clinician it was sent to: read, answer, close, block."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from feltwork.apps.accounts.models import User
from feltwork.apps.audit.actions import record, record_view
from feltwork.apps.directory import sealed
from feltwork.apps.directory.actions.calling import agree, call_off_all
from feltwork.apps.directory.actions.figures import enter_figure
from feltwork.apps.directory.actions.inquiries import locked
from feltwork.apps.directory.letters import write_to
from feltwork.apps.directory.models import Block, Inquiry

State = Inquiry.State
Answer = Inquiry.Answer
MOST_BLOCKS = 200


@transaction.atomic
def see_inquiry(*, inquiry: Inquiry, by: User, at: datetime) -> Inquiry:
    """Note that the clinician opened it. Whoever sent it is not told: it would tell them when somebody is there."""
    row = _own(inquiry, by)
    if row.state == State.SENT:
        row.state, row.seen_at = State.SEEN, at
        row.save(update_fields=["state", "seen_at"])
    record_view("directory.see_inquiry", by=by, at=at, subject=row)
    return row


@transaction.atomic
def answer_inquiry(
    *, inquiry: Inquiry, answer: str, words: str = "", waiting_weeks: int | None = None, by: User, at: datetime
) -> Inquiry:
    """Yes, not now or cannot, with a line of one's own. Yes opens how the person is reached, and agrees to their call.

    An answer that was not yes can become yes. The sender is told by mail, if that is how they are reached, that there
    is something, and never what.
    """
    row = _own(inquiry, by)
    if row.is_gone:
        raise ValidationError(_("This was taken back meanwhile, and is deleted."), code="gone")
    if not (row.is_open or (row.state == State.ANSWERED and row.answer != Answer.YES)):
        raise ValidationError(_("This is answered already."), code="answered")
    is_first = row.is_open
    row.state, row.answer, row.answered_at = State.ANSWERED, Answer(answer), at
    row.waiting_weeks = waiting_weeks if row.answer == Answer.NOT_NOW else None
    sealed.put_box(row, "answer_box", {"words": words.strip()})
    row.save(update_fields=["state", "answer", "answered_at", "waiting_weeks", "answer_box"])
    if is_first and row.told_at is None:
        enter_figure(row, row.answer, int((at - row.sent_at).total_seconds() // 3600))
    if row.answer == Answer.YES:
        agree(row, at)
    else:
        call_off_all(row, at)
    record("directory.answer_inquiry", by=by, at=at, subject=row, facts={"answer": str(row.answer)})
    write_to(row)
    return row


@transaction.atomic
def close_inquiry(*, inquiry: Inquiry, by: User, at: datetime) -> Inquiry:
    """Put an answered one away: the clinician sees it no more, the sender still reads the answer."""
    row = _own(inquiry, by)
    if row.state != State.ANSWERED:
        raise ValidationError(_("Please answer first, so that nobody waits."), code="open")
    row.state = State.CLOSED
    row.save(update_fields=["state"])
    record("directory.close_inquiry", by=by, at=at, subject=row)
    return row


@transaction.atomic
def block_sender(*, inquiry: Inquiry, words: str = "", by: User, at: datetime) -> Block:
    """See nothing of this person any more, neither this message nor later ones from the same address.

    They are not told. Their page goes on as if nobody had answered, and times that they take are taken.
    """
    row = _own(inquiry, by)
    if row.is_gone:
        raise ValidationError(_("This was taken back meanwhile, and is deleted."), code="gone")
    if Block.objects.filter(profile=row.profile).count() >= MOST_BLOCKS:
        raise ValidationError(_("There are very many blocks already. Please take some away first."), code="full")
    contact = sealed.open_box(row, "withheld")
    with sealed.with_new_key("a block") as key_id:
        mark = sealed.new_mark(key_id, contact["channel"], contact["address"])
        block = Block.objects.create(
            school=row.school, profile=row.profile, key_id=key_id, mark=mark, words=words.strip(), at=at
        )
    for other in Inquiry.objects.filter(profile=row.profile, is_held_back=False, withheld__isnull=False):
        theirs = sealed.open_box(other, "withheld")
        if sealed.mark_of(block, theirs["channel"], theirs["address"]):
            Inquiry.objects.filter(pk=other.pk).update(is_held_back=True)
    record("directory.block_sender", by=by, at=at, subject=block)
    return block


@transaction.atomic
def unblock(*, block: Block, by: User, at: datetime) -> None:
    """Later messages from there arrive again; what came meanwhile stays unseen."""
    if block.profile.owner_id != by.pk:
        raise PermissionDenied
    key_id = block.key_id
    record("directory.unblock", by=by, at=at, subject=block)
    block.delete()
    transaction.on_commit(lambda: sealed.destroy_key(key_id))


def _own(inquiry: Inquiry, by: User) -> Inquiry:
    row = locked(inquiry)
    if row.profile.owner_id != by.pk or row.is_held_back:
        raise PermissionDenied
    return row

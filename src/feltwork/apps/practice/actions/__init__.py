"""What is done in a practice, one module for each noun; import from here."""

from feltwork.apps.practice.actions.access import (
    add_carer,
    add_guardian,
    begin_supervision,
    break_glass,
    change_guardian,
    end_carer,
    end_guardian,
    end_guardians_at_majority,
    end_supervision,
)
from feltwork.apps.practice.actions.appointments import Taken, book, cancel, extend, mark_kept, move, plan_reminders
from feltwork.apps.practice.actions.calendars import make_feed, remind, revoke_feed
from feltwork.apps.practice.actions.clients import (
    ChangedMeanwhile,
    change_identity,
    end_treatment,
    hand_over,
    open_client,
    reopen,
)
from feltwork.apps.practice.actions.consents import answer_consent, begin_practice, change_text
from feltwork.apps.practice.actions.items import (
    Change,
    RecordSigned,
    Saved,
    save_items,
    set_audience,
    settle_conflict,
    share_item,
    unshare_item,
)
from feltwork.apps.practice.actions.journal import erase_journal, hide_entry, remove_entry, show_entry, write_entry
from feltwork.apps.practice.actions.notes import remove_note, save_note
from feltwork.apps.practice.actions.portal import change_reach, invite, join, set_portal_paused
from feltwork.apps.practice.actions.records import change_record, remove_draft, start_record
from feltwork.apps.practice.actions.retention import lift_hold, set_aside, set_hold, take_back
from feltwork.apps.practice.actions.signing import NotReady, add_addendum, cosign_record, lock_record, sign_record

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "NotReady",
    "RecordSigned",
    "Saved",
    "Taken",
    "add_addendum",
    "add_carer",
    "add_guardian",
    "answer_consent",
    "begin_practice",
    "begin_supervision",
    "book",
    "break_glass",
    "cancel",
    "change_guardian",
    "change_identity",
    "change_reach",
    "change_record",
    "change_text",
    "cosign_record",
    "end_carer",
    "end_guardian",
    "end_guardians_at_majority",
    "end_supervision",
    "end_treatment",
    "erase_journal",
    "extend",
    "hand_over",
    "hide_entry",
    "invite",
    "join",
    "lift_hold",
    "lock_record",
    "make_feed",
    "mark_kept",
    "move",
    "open_client",
    "plan_reminders",
    "remind",
    "remove_draft",
    "remove_entry",
    "remove_note",
    "reopen",
    "revoke_feed",
    "save_items",
    "save_note",
    "set_aside",
    "set_audience",
    "set_hold",
    "set_portal_paused",
    "settle_conflict",
    "share_item",
    "show_entry",
    "sign_record",
    "start_record",
    "take_back",
    "unshare_item",
    "write_entry",
]

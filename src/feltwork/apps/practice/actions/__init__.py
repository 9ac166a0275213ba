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
)
from feltwork.apps.practice.actions.notes import remove_note, save_note
from feltwork.apps.practice.actions.records import change_record, remove_draft, start_record
from feltwork.apps.practice.actions.signing import NotReady, add_addendum, cosign_record, lock_record, sign_record

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "NotReady",
    "RecordSigned",
    "Saved",
    "add_addendum",
    "add_carer",
    "add_guardian",
    "answer_consent",
    "begin_practice",
    "begin_supervision",
    "break_glass",
    "change_guardian",
    "change_identity",
    "change_record",
    "change_text",
    "cosign_record",
    "end_carer",
    "end_guardian",
    "end_guardians_at_majority",
    "end_supervision",
    "end_treatment",
    "hand_over",
    "lock_record",
    "open_client",
    "remove_draft",
    "remove_note",
    "reopen",
    "save_items",
    "save_note",
    "set_audience",
    "settle_conflict",
    "share_item",
    "sign_record",
    "start_record",
]

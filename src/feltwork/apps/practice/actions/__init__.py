"""What is done in a practice, one module for each noun; import from here."""

from feltwork.apps.practice.actions.clients import (
    ChangedMeanwhile,
    change_identity,
    end_treatment,
    hand_over,
    open_client,
    reopen,
)
from feltwork.apps.practice.actions.items import (
    Change,
    RecordSigned,
    Saved,
    save_items,
    set_audience,
    settle_conflict,
    share_item,
)
from feltwork.apps.practice.actions.records import change_record, remove_draft, start_record

__all__ = [
    "Change",
    "ChangedMeanwhile",
    "RecordSigned",
    "Saved",
    "change_identity",
    "change_record",
    "end_treatment",
    "hand_over",
    "open_client",
    "remove_draft",
    "reopen",
    "save_items",
    "set_audience",
    "settle_conflict",
    "share_item",
    "start_record",
]

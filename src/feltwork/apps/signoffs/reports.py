"""Faults of a ledger in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from feltwork.core.signoffs import Fault, What


def in_words(fault: Fault) -> str:
    """What is wrong with the entry, without its name and place."""
    if fault.what == What.SWAPPED:
        return _("traded places, or facts, with entry %(other)s") % {"other": fault.other}
    return str(
        {
            What.ALTERED: _("was altered: its seal does not fit"),
            What.RESEALED: _("was altered and sealed anew: what follows names another seal"),
            What.REMOVED: _("is missing"),
            What.FORKED: _("goes on from an entry that another one follows already"),
            What.ADDED: _("stands behind the recorded end and was not entered by this program"),
        }[fault.what]
    )


def place(fault: Fault) -> str:
    """Where it is: a number, or the first and the last."""
    return str(fault.seq) if fault.until <= fault.seq else f"{fault.seq}–{fault.until}"

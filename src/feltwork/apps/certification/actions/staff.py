"""What staff decide: evidence, rulings, waivers, gates, exceptions, and asking back. Each in a module of its own."""

from feltwork.apps.certification.actions.asking import answer_inquiry, ask_back
from feltwork.apps.certification.actions.exceptions import answer_exception
from feltwork.apps.certification.actions.gates import gate_codes, record_gate, retract_gate
from feltwork.apps.certification.actions.judging import judge_evidence, rule
from feltwork.apps.certification.actions.waivers import end_waiver, waive

__all__ = [
    "answer_exception",
    "answer_inquiry",
    "ask_back",
    "end_waiver",
    "gate_codes",
    "judge_evidence",
    "record_gate",
    "retract_gate",
    "rule",
    "waive",
]

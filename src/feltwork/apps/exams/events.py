"""What the examinations tell apps above them. Receivers run inside the transaction of the act.

Both: `sender` the class of the decision; `enrolment`, `code` (of the examination's `evidence_code`), `on` the day, `by`
who decided, `at` when; `row` the decision itself.
"""

from django.dispatch import Signal

examination_passed = Signal()
# what had been passed is so no more: an appeal, a correction
examination_undone = Signal()

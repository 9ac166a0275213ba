"""What other apps may listen to. Every signal is sent inside the transaction of the act itself."""

from django.dispatch import Signal

# sender Completion; enrolment, code (the course's `evidence_code`), on, by (None: by reading), at: for the first time
course_completed = Signal()
# sender Completion; enrolment, code, by, at: no completion of the course stands any more
completion_undone = Signal()

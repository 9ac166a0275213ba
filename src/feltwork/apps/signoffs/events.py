"""What other apps may listen to. Every signal is sent inside the transaction of the act itself."""

from django.dispatch import Signal

# sender: the string "signoffs"; student_ids, school_id: something about these students is about to be sealed. Sent
# before any row of ours is locked, so that whoever keeps summaries of students can lock theirs first: everybody locks
# the student's place, then requests, then the end of the ledger, and nobody waits in a circle
about_to_seal = Signal()
# sender: the string "signoffs"; entry: queries.SealedEntry, school: something was sealed into the school's ledger
entry_sealed = Signal()
# sender: the string "signoffs"; request: queries.RequestRow, student_id, school, at: a request was answered, taken back
# or has expired
request_closed = Signal()

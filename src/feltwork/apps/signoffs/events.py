"""What other apps may listen to. Every signal is sent inside the transaction of the act itself."""

from django.dispatch import Signal

# sender: the string "signoffs"; entry: queries.SealedEntry, school: something was sealed into the school's ledger
entry_sealed = Signal()
# sender: the string "signoffs"; request: queries.RequestRow, student_id, school, at: a request was answered, taken back
# or has expired
request_closed = Signal()

"""What other apps may listen to. Every signal is sent inside the transaction of the act itself.

A receiver that raises undoes the act. The places of the students concerned are locked already, in the order of their
keys, so a receiver may judge them.
"""

from django.dispatch import Signal

# sender Seat; enrolment, code, on, by, at: somebody came to as many meetings as a seminar asks for; `code` is its
# evidence_code and never empty; `on` is the day of the last of them. Modules never send it: their days count anyway.
seminar_attended = Signal()
# sender Seat; enrolment, code, by, at: a mark was corrected, or meetings were added, and it is not so any more
attendance_undone = Signal()

# sender Mark; key (str, the same for the same person at the same meeting), enrolment, provider (schools.Provider),
# starts_at, ends_at, zone, mode, group_size (int: people who were there, the consultant not counted), by, at.
# Sent for each participant when the list of a group consultation is kept, and again with the same key when a later
# correction changes how many were there. Nothing is sent while nobody is named as the consultant.
consultation_attended = Signal()
# sender Mark; key, enrolment, by, at: it turned out that this person was not there
consultation_undone = Signal()

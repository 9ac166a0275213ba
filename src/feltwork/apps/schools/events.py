"""What other apps may listen to. Every signal is sent inside the transaction of the act itself.

A receiver that raises undoes the act; a receiver that only wants to tell somebody waits for the commit.
"""

from django.dispatch import Signal

# sender Enrolment; enrolment, at: its place, its days, its attendance or the dates of its cohort changed
enrolment_changed = Signal()
# sender Provider; provider, at: an approval was given, taken back or shortened
approvals_changed = Signal()
# sender Provider; provider, user, at: a provider's account is known from now on
provider_linked = Signal()

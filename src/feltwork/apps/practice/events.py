"""What the practice tells apps above it. Receivers run inside the transaction of the act."""

from django.dispatch import Signal

# consent: the answer that was just added, and holds from now on; at: when
consent_answered = Signal()

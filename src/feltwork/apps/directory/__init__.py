"""The public directory of clinicians: profiles by their own choice, found by anybody, written to without an account.

One directory for the whole installation; each *profile* belongs to the school that answers for it. A profile is
*listed* when it passes every *gate* (`queries/gates.py`): its owner published it, the certificate is in force or the
school lists students, the *licence* was checked where the profession has one, and the person confirmed lately that what
the page says still holds. Gates are asked of the living rows each time; an index only says where to look.

The words: a *profile* is one person's page; a *licence* is what a profession's own register says, a *licence check*
each look at it; a *confirmation* is one "still right"; a *report* is somebody's "something is wrong here"; an *inquiry*
is a first message. Start reading at `models/`.
"""

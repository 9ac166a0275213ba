"""What people are told, in the app and by mail. One recipient a mail, neutral subjects, nothing twice.

Start at `actions.tell`.
"""

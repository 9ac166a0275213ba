"""What can be done with people: find or make them, let them in, give and end their roles."""

from feltwork.apps.accounts.actions.links import make_sign_in_link, send_sign_in_link
from feltwork.apps.accounts.actions.people import person_for
from feltwork.apps.accounts.actions.roles import end_role, grant_role

__all__ = ["end_role", "grant_role", "make_sign_in_link", "person_for", "send_sign_in_link"]

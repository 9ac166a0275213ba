"""What can be done with people: find or make them, let them in, give and end their roles, change how they sign in."""

from feltwork.apps.accounts.actions.factors import (
    add_passkey,
    forget_factors,
    remove_app,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
    set_password,
    set_up_app,
)
from feltwork.apps.accounts.actions.links import make_sign_in_link, send_sign_in_link, use_sign_in_link
from feltwork.apps.accounts.actions.people import (
    agree,
    ask_address_change,
    change_address,
    change_details,
    person_for,
    remember_language,
)
from feltwork.apps.accounts.actions.roles import end_role, grant_role
from feltwork.apps.accounts.actions.sessions import close_session, end_other_sessions, follow_session, open_session

__all__ = [
    "add_passkey",
    "agree",
    "ask_address_change",
    "change_address",
    "change_details",
    "close_session",
    "end_other_sessions",
    "end_role",
    "follow_session",
    "forget_factors",
    "grant_role",
    "make_sign_in_link",
    "open_session",
    "person_for",
    "remember_language",
    "remove_app",
    "remove_passkey",
    "rename_passkey",
    "renew_recovery_codes",
    "send_sign_in_link",
    "set_password",
    "set_up_app",
    "use_sign_in_link",
]

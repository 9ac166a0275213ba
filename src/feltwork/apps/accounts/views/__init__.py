"""Ways in and out, proving oneself again, one's own account, roles in a school."""

from feltwork.apps.accounts.views.account import account, end_others, seen
from feltwork.apps.accounts.views.address import address, address_link
from feltwork.apps.accounts.views.doors import (
    inactive,
    link_sent,
    passkey_options,
    passkey_sign_in,
    prove,
    sign_in,
    sign_out,
)
from feltwork.apps.accounts.views.factors import (
    app_remove,
    app_set_up,
    passkey_add,
    passkey_remove,
    passkey_rename,
    password,
    recovery_codes,
    second_factor,
)
from feltwork.apps.accounts.views.inbox import inbox, notice_open, read_all
from feltwork.apps.accounts.views.link import sign_in_link
from feltwork.apps.accounts.views.roles import role_end, role_grant, roles
from feltwork.apps.accounts.views.runs import run_cancel, run_go_on, run_show
from feltwork.apps.accounts.views.step_up import step_up
from feltwork.apps.accounts.views.terms import terms

__all__ = [
    "account",
    "address",
    "address_link",
    "app_remove",
    "app_set_up",
    "end_others",
    "inactive",
    "inbox",
    "link_sent",
    "notice_open",
    "passkey_add",
    "passkey_options",
    "passkey_remove",
    "passkey_rename",
    "passkey_sign_in",
    "password",
    "prove",
    "read_all",
    "recovery_codes",
    "role_end",
    "role_grant",
    "roles",
    "run_cancel",
    "run_go_on",
    "run_show",
    "second_factor",
    "seen",
    "sign_in",
    "sign_in_link",
    "sign_out",
    "step_up",
    "terms",
]

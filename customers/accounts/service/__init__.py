"""The verbs of people and businesses: the only place that changes their rows."""

from customers.accounts.service.businesses import (
    ChangedMeanwhile,
    change_business,
    create_business,
    fix_currency_where,
    hold_currency,
    is_currency_fixed,
    version_of,
)
from customers.accounts.service.invitations import (
    find_invitation,
    has_login,
    invite,
    join,
    join_as_new,
    withdraw,
)
from customers.accounts.service.membership import (
    change_membership,
    membership_version_of,
    note_counted_window,
    note_threshold,
)
from customers.accounts.service.password import change_password, set_password
from customers.accounts.service.reset_links import (
    find_reset_link,
    make_reset_link,
    reset_password,
)
from customers.accounts.service.sales import change_sales, sales_version_of
from customers.accounts.service.setup import set_up
from customers.accounts.service.shops import (
    add_shop,
    close_shop,
    rename_shop,
    reopen_shop,
)
from customers.accounts.service.sign_in import (
    end_session,
    prove,
    sign_in,
    sign_out,
    sign_out_everywhere,
)
from customers.accounts.service.staff import change_role, remove_staff_member
from customers.accounts.service.switching import switch_business

__all__ = [
    "ChangedMeanwhile",
    "add_shop",
    "change_business",
    "change_membership",
    "change_password",
    "change_role",
    "change_sales",
    "close_shop",
    "create_business",
    "end_session",
    "find_invitation",
    "find_reset_link",
    "fix_currency_where",
    "has_login",
    "hold_currency",
    "invite",
    "is_currency_fixed",
    "join",
    "join_as_new",
    "make_reset_link",
    "membership_version_of",
    "note_counted_window",
    "note_threshold",
    "prove",
    "remove_staff_member",
    "rename_shop",
    "reopen_shop",
    "reset_password",
    "sales_version_of",
    "set_password",
    "set_up",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "switch_business",
    "version_of",
    "withdraw",
]

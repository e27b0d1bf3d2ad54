"""The HTML doors of people and businesses."""

from customers.ground.doors import Room

room = Room("accounts", __name__)

from customers.accounts.views import (  # noqa: E402, F401
    account,
    invitations,
    membership,
    reset_links,
    sales,
    settings,
    setup,
    sign_in,
    staff,
    switch,
)

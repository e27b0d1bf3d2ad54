"""Staff come in by a link and go by a question, with scripts and without."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Site, check_accessibility, expect

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])


def invite(page: Any, email: str) -> str:
    """Invite somebody by the page of the staff, and give the link it shows."""
    page.goto("/settings/staff")
    page.get_by_label("Email").fill(email)
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text(f"{email} can join within 7 days")).to_be_visible()
    return str(page.get_by_label("One-time link").input_value())


@SCRIPTS
def test_an_invited_person_joins_and_is_removed(
    signed_in: Callable[..., Any],
    open_page: Callable[..., Any],
    site: Site,
    scripts: bool,
) -> None:
    email = f"nadia.{secrets.token_hex(4)}@example.com"
    owners = signed_in("alice", java_script_enabled=scripts)
    link = invite(owners, email)
    assert link.startswith(f"{site.url}/invitation/" if scripts else "/invitation/")

    new = open_page(java_script_enabled=scripts)
    new.goto(link)
    new.get_by_label("Your name").fill(f"Nadia {email[6:14]}")
    new.get_by_label("Password").fill("a rather good one")
    new.get_by_role("button", name="Join").click()
    expect(new.get_by_text("Welcome to Alice's Books.")).to_be_visible()

    owners.goto("/settings/staff")
    owners.get_by_role("link", name=f"Remove Nadia {email[6:14]}").click()
    expect(owners.get_by_role("heading", name="Remove Nadia")).to_be_visible()
    owners.get_by_role("button", name="Remove", exact=True).click()
    expect(owners.get_by_text("They are removed and signed out.")).to_be_visible()

    new.goto("/customers")
    expect(new.get_by_role("heading", name="Sign in")).to_be_visible()


@SCRIPTS
def test_a_role_is_changed_and_changed_back(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("alice", java_script_enabled=scripts)
    page.goto("/settings/staff")

    page.get_by_label("Role of Vera", exact=True).select_option("staff")
    page.get_by_role("button", name="Save the role of Vera").click()
    expect(page.get_by_text("Vera is now: Staff.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("Vera is now: Viewer.")).to_be_visible()
    expect(page.get_by_label("Role of Vera", exact=True)).to_have_value("viewer")


@SCRIPTS
def test_a_shop_is_closed_and_opened_again(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    page.goto("/settings/shops")

    page.get_by_role("button", name="Close High Street").click()
    expect(page.get_by_text("High Street is closed.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_text("High Street is open again.")).to_be_visible()
    expect(page.get_by_role("button", name="Close High Street")).to_be_visible()


@SCRIPTS
def test_a_taken_name_is_said_beside_its_field(
    signed_in: Callable[..., Any], scripts: bool
) -> None:
    page = signed_in("adam", java_script_enabled=scripts)
    page.goto("/settings/shops/new")

    page.get_by_label("Name").fill("High Street")
    page.get_by_role("button", name="Add shop").click()

    expect(page.locator("#name-error")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("High Street")
    page.expects("409")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_links_are_accessible(
    signed_in: Callable[..., Any],
    open_page: Callable[..., Any],
    site: Site,
    theme: str,
) -> None:
    alice, charlie = site.world.alice.email, site.world.charlie.email
    owners = signed_in("alice", color_scheme=theme)
    links = [invite(owners, email) for email in ("new@example.com", charlie)]
    check_accessibility(owners)
    owners.get_by_role("button", name="Make a reset link for Vera").click()
    expect(owners.get_by_text("Vera can set a new password")).to_be_visible()
    links.append(owners.get_by_label("One-time link").input_value())

    page = open_page(color_scheme=theme)
    for link in links:
        page.goto(link)
        check_accessibility(page)
    owners.goto(links[0])
    expect(owners.get_by_text(f"You are signed in as {alice}")).to_be_visible()
    check_accessibility(owners)

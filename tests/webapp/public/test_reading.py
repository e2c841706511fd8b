"""The language and the size of the type, by cookie and with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models import Account, Role
from tests.factories.postings import make_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

LARGE = 'class="large"'


def test_large_type_is_switched_on_and_off_from_any_page(
    client: FlaskClient, post: Callable[..., Any]
) -> None:
    assert LARGE not in client.get("/search").text
    answer = post("/large-type", large_type="1", next="/search?page=2")
    assert answer.location == "/search?page=2"
    assert LARGE in client.get("/search").text
    post("/large-type", large_type="0")
    assert LARGE not in client.get("/search").text


def test_the_choice_of_an_account_holds_in_another_browser(
    app: Flask,
    client: FlaskClient,
    rows: Session,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    account = make_account(rows, Role.SEEKER)
    sign_in(account)
    post("/large-type", large_type="1")
    post("/language", language="en")
    session_cookie = client.get_cookie("zhida_session")
    assert session_cookie is not None
    other = app.test_client()
    other.set_cookie("zhida_session", session_cookie.value)
    page = other.get("/search").text
    assert LARGE in page
    assert 'lang="en"' in page
    # What this browser was told counts more.
    other.set_cookie("large_type", "0")
    assert LARGE not in other.get("/search").text


def test_a_choice_that_no_page_offers_changes_nothing(
    client: FlaskClient, post: Callable[..., Any]
) -> None:
    assert post("/large-type", large_type="<b>", next="//evil").location == "/"
    assert LARGE not in client.get("/").text

"""A CV fills in the profile, as far as the person says so."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import Account, Role, Seeker
from tests.factories.postings import make_account
from tests.webapp.services.cvs.files import blank_pdf, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


@pytest.fixture
def seeker(rows: Session, sign_in: Callable[[Account], None]) -> None:
    """A signed-in person without a profile."""
    sign_in(make_account(rows, Role.SEEKER))


def stored(rows: Session) -> list[Seeker]:
    found = list(rows.scalars(select(Seeker)))
    rows.expunge_all()
    rows.rollback()
    return found


def send(post: Callable[..., Any], content: bytes, name: str = "cv.docx") -> Any:
    return post("/me/profile/cv", file=(io.BytesIO(content), name))


def test_nothing_is_stored_before_it_was_seen_and_ticked(
    client: FlaskClient, rows: Session, seeker: None, post: Callable[..., Any]
) -> None:
    shown = send(post, word()).location
    page = client.get(shown).text
    for words in ("缝纫工", "7,000", "盛泽", "初中", "5 年", "叉车证", "13800007788"):
        assert words in page
    assert stored(rows) == []
    post(shown, take=["work", "contact"])
    (row,) = stored(rows)
    assert (row.wanted_title, row.name) == ("缝纫工", "欧阳示例")
    assert row.wanted_monthly_cents is None
    assert set(row.answered) == {"work", "contact"}
    # It is gone: a second time takes nothing.
    assert client.get(shown).location == "/me/profile/cv"


def test_a_cv_is_shown_to_nobody_else(
    client: FlaskClient,
    rows: Session,
    seeker: None,
    post: Callable[..., Any],
    sign_in: Callable[[Account], None],
) -> None:
    shown = send(post, word()).location
    post("/logout")
    sign_in(make_account(rows, Role.SEEKER))
    assert client.get(shown).location == "/me/profile/cv"
    assert post(shown, take=["work"]).location == "/me/profile/cv"
    assert stored(rows) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (blank_pdf(), "扫描件"),
        (blank_pdf("geheim"), "有密码"),
        (word()[:-40], "损坏"),
        (b"hello", "只能读"),
        (word(("你好",)), "没有读出"),
    ],
)
def test_a_file_that_says_nothing_is_answered_in_a_sentence(
    content: bytes,
    sentence: str,
    rows: Session,
    seeker: None,
    post: Callable[..., Any],
) -> None:
    answer = send(post, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert stored(rows) == []


def test_without_a_file_it_is_asked_for(seeker: None, post: Callable[..., Any]) -> None:
    answer = post("/me/profile/cv")
    assert answer.status_code == 422
    assert "请选择文件" in answer.text

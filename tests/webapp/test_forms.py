"""A mistake is told in the site's own sentence, whichever form it is made in."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask_wtf import FlaskForm

from models import Role
from tests.factories.campaigns import make_coach_type
from tests.factories.postings import make_account
from webapp.forms import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account

NONSENSE = {
    "first_date": "2027-02-30",
    "depart_at": "25:61",
    "crew_seats": "x1",
    "coach_types": "nonsense",
}


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "zh_Hans",
            [
                "这不是日期。请这样写：2027-02-24。",
                "这不是时间。请这样写：08:00。",
                "这不是整数。请用数字填写，如 12。",
                "没有这个选项，请重新选择。",
            ],
        ),
        (
            "zh_Hant",
            [
                "這不是日期。請這樣寫：2027-02-24。",
                "這不是時間。請這樣寫：08:00。",
                "這不是整數。請用數字填寫，如 12。",
                "沒有這個選項，請重新選擇。",
            ],
        ),
        (
            "en",
            [
                "We cannot read this as a date. Write it like 2027-02-24.",
                "We cannot read this as a time. Write it like 08:00.",
                "We cannot read this as a whole number. Write it in digits, like 12.",
                "This is not one of the choices. Please choose again.",
            ],
        ),
    ],
)
def test_nonsense_is_told_in_one_sentence_of_our_own(
    rows: Session,
    client: FlaskClient,
    sign_in: Callable[[Account], None],
    post: Callable[..., Any],
    language: str,
    sentences: list[str],
) -> None:
    make_coach_type(rows)
    sign_in(make_account(rows, Role.DISPATCHER))
    client.set_cookie("language", language)
    answer = post("/dispatch/campaigns/new", **NONSENSE)
    assert answer.status_code == 422
    page = unescape(answer.text)
    for name, sentence in zip(NONSENSE, sentences, strict=True):
        _before, found, after = page.partition(f'id="{name}-wrong">')
        assert found, name
        assert after.split("</p>")[0] == sentence


def test_every_form_of_the_site_has_the_sites_words(app: Flask) -> None:
    strangers = [
        each.__qualname__
        for each in _below(FlaskForm)
        if each.__module__.startswith("webapp.") and not issubclass(each, Form)
    ]
    assert strangers == []


def _below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)

"""The search form in an address: what is read, and links that change one thing."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from matcher.occupations.classification import Classification, Occupation
from matcher.query import understand
from matcher.types import Schooling, Shift
from tests.matcher.places.conftest import shared_gazetteer
from webapp.public.filters import Filters

CLASSIFICATION = Classification([Occupation("6-05-01-00", "剪裁缝纫人员")])


def read(**values: str) -> Filters:
    return Filters.of(MultiDict(values), shared_gazetteer(), CLASSIFICATION)


def test_what_was_ticked_becomes_conditions() -> None:
    asked = read(
        place="320509", pay="6000", shift="day", schooling="junior", lodging="1"
    ).conditions(shared_gazetteer())
    assert [place.code for place in asked.places] == ["320509"]
    assert asked.pay_floor_cents == 600_000
    assert asked.shift is Shift.DAY
    assert asked.schooling is Schooling.JUNIOR
    assert asked.lodging
    assert not asked.board


@pytest.mark.parametrize(
    "values",
    [
        {"place": "999999"},
        {"pay": "-5"},
        {"pay": "0"},
        {"pay": "1e3"},
        {"pay": str(2**70)},
        {"shift": "never"},
        {"schooling": "genius"},
        {"lodging": "yes"},
        {"unknown": "x"},
    ],
)
def test_what_cannot_be_read_asks_nothing(values: dict[str, str]) -> None:
    assert read(**values) == Filters()


def test_a_text_is_cut_where_no_person_writes_on() -> None:
    assert len(read(q="长" * 1000).q) == 200


def test_a_link_changes_one_thing_and_keeps_the_rest() -> None:
    from flask import Flask

    app = Flask("app")
    app.add_url_rule("/search", "public.search")
    with app.test_request_context():
        form = read(q="普工", pay="6000", lodging="1")
        assert form.address() == "/search?q=%E6%99%AE%E5%B7%A5&pay=6000&lodging=1"
        assert form.address(pay="", page=2) == (
            "/search?q=%E6%99%AE%E5%B7%A5&lodging=1&page=2"
        )


def test_one_thing_that_was_understood_is_taken_out_of_the_text() -> None:
    from flask import Flask

    app = Flask("app")
    app.add_url_rule("/search", "public.search")
    query = understand("盛泽 缝纫工 8000以上", shared_gazetteer(), "320509")
    with app.test_request_context():
        left = read(q=query.text).without(query, query.spans[0]).address()
    assert left == "/search?q=%E7%BC%9D%E7%BA%AB%E5%B7%A5+8000%E4%BB%A5%E4%B8%8A"

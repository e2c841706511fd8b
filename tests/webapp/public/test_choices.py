"""Chips and choices: each leads to a search that finds what its number says."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from matcher.encoder.hashing import HashingEncoder
from matcher.occupations.classification import Classification, Occupation
from models import Place, PlaceLevel, Schooling, Shift
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW, make_employer
from tests.matcher.places.conftest import shared_gazetteer
from webapp.extensions import babel
from webapp.public.chips import Chip, chips
from webapp.public.choices import Chooser, Facet, loosened
from webapp.public.filters import Filters
from webapp.services.search import SearchResults, search
from webapp.services.search_engine import SearchEngine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

HOME = "320509"
SHENGZE, ZHENZE = "320509103", "320509105"
CLASSIFICATION = Classification(
    [
        Occupation("6-05-01-00", "纺织品和服装剪裁缝纫人员"),
        Occupation("6-04-03-00", "织造人员"),
    ]
)


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    app = Flask("app")
    babel.init_app(app)
    app.add_url_rule("/search", "public.search")
    with app.test_request_context():
        yield


@pytest.fixture
def engine_() -> SearchEngine:
    return SearchEngine(HashingEncoder(), None, shared_gazetteer(), HOME)


@pytest.fixture
def market(session: Session) -> None:
    """Add 150 vacancies that differ in all that one may choose."""
    chance = random.Random(5)
    employer = make_employer(session)
    for code, name in ((SHENGZE, "盛泽镇"), (ZHENZE, "震泽镇")):
        session.add(
            Place(
                code=code, name=name, full_name=f"江苏省苏州市吴江区{name}",
                short_name=name[:2], level=PlaceLevel.TOWNSHIP, parent_code=HOME,
                lat=None, lon=None,
            )
        )  # fmt: skip
    session.flush()
    for number in range(150):
        pay = chance.choice((None, 450_000, 650_000, 900_000))
        make_paid_vacancy(
            session,
            chance.choice(("缝纫工", "缝纫车工", "挡车工", "会计")),
            employer=employer,
            description=str(number),
            place_code=chance.choice((SHENGZE, ZHENZE, HOME, "411525")),
            occupation_code=chance.choice((None, "6-05-01-03", "6-04-03-03")),
            monthly_min_cents=pay,
            monthly_max_cents=pay,
            shift=chance.choice((None, *Shift)),
            has_lodging=chance.random() < 0.6,
            has_board=chance.random() < 0.5,
            schooling=chance.choice(list(Schooling)),
            experience_months=chance.choice((0, 12, 60)),
        )


def find(session: Session, engine: SearchEngine, filters: Filters) -> SearchResults:
    conditions = filters.conditions(shared_gazetteer())
    return search(session, engine, filters.q, now=NOW, filters=conditions)


def chips_of(filters: Filters, results: SearchResults) -> list[Chip]:
    return chips(filters, results.query, shared_gazetteer(), CLASSIFICATION)


def facets_of(filters: Filters, results: SearchResults) -> list[Facet]:
    gazetteer = shared_gazetteer()
    return Chooser(filters, results, gazetteer, CLASSIFICATION, HOME).facets()


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "盛泽 缝纫 6000以上 包吃住 两班倒"},
        {"q": "缝纫工 不去固始 不上夜班 初中"},
        {"q": "没经验", "place": (ZHENZE,), "occupation": ("6-04-03-00",)},
        {"q": "挡车", "pay": "8000", "lodging": True, "schooling": "junior"},
        {"q": "吴江附近20公里", "shift": "day", "experience": "12"},
    ],
)
@pytest.mark.usefixtures("market")
def test_a_choice_leads_to_as_many_as_it_says(
    asked: dict[str, Any], session: Session, engine_: SearchEngine
) -> None:
    filters = Filters(**asked)
    results = find(session, engine_, filters)
    followed = 0
    for facet in facets_of(filters, results):
        several = facet.name in ("place", "occupation") and facet.is_on
        for choice in (*facet.first, *facet.others):
            if choice.is_on or several:
                continue
            found = find(session, engine_, choice.to)
            assert (facet.name, choice.label, found.total) == (
                facet.name,
                choice.label,
                choice.count,
            )
            followed += 1
    assert followed > 3


@pytest.mark.usefixtures("market")
def test_what_is_chosen_is_taken_back_by_the_same_link(
    session: Session, engine_: SearchEngine
) -> None:
    filters = Filters(q="盛泽 缝纫 6000以上 包吃住 两班倒")
    results = find(session, engine_, filters)
    chosen = {
        choice.label: choice.to.address()
        for facet in facets_of(filters, results)
        for choice in facet.first
        if choice.is_on
    }
    assert len(chosen) == 5
    query = Filters(q="缝纫 6000以上 包吃住 两班倒")
    assert chosen["盛泽镇"] == query.address()
    # 包吃住 said two things: the other one is kept.
    left = Filters(q="盛泽 缝纫 6000以上 两班倒", board=True)
    assert chosen["With lodging"] == left.address()


@pytest.mark.usefixtures("market")
def test_a_second_town_is_added_and_a_place_around_it_is_left(
    session: Session, engine_: SearchEngine
) -> None:
    def places(filters: Filters) -> dict[str, tuple[str, ...]]:
        facets = facets_of(filters, find(session, engine_, filters))
        (facet,) = (facet for facet in facets if facet.name == "place")
        return {choice.label: choice.to.place for choice in facet.first}

    assert places(Filters(q="盛泽"))["震泽镇"] == (SHENGZE, ZHENZE)
    assert places(Filters(q="吴江"))["震泽镇"] == (ZHENZE,)
    assert places(Filters(place=(SHENGZE, ZHENZE)))["震泽镇"] == (SHENGZE,)


@pytest.mark.usefixtures("market")
def test_chips_say_what_was_understood_and_each_is_taken_back(
    session: Session, engine_: SearchEngine
) -> None:
    filters = Filters(q="盛泽 缝纫 6000以上 包吃住", shift="two", place=(ZHENZE,))
    filters = filters.yielding(engine_.understand(filters.q))
    results = find(session, engine_, filters)
    shown = {chip.label: chip.left for chip in chips_of(filters, results)}
    assert list(shown) == [
        "盛泽镇",
        "6,000 yuan a month or more",
        "Meals Lodging",
        "缝纫",
        "Two shifts",
    ]
    assert shown["盛泽镇"] == Filters(q="缝纫 6000以上 包吃住", shift="two")
    assert shown["Two shifts"] == Filters(q="盛泽 缝纫 6000以上 包吃住")
    assert shown["缝纫"] == Filters(q="盛泽 6000以上 包吃住", shift="two")


@pytest.mark.usefixtures("market")
def test_nothing_found_says_what_to_give_up_and_what_that_brings(
    session: Session, engine_: SearchEngine
) -> None:
    filters = Filters(q="盛泽 缝纫 60000以上", lodging=True)
    results = find(session, engine_, filters)
    assert results.total == 0
    offered = loosened(filters, results, chips_of(filters, results))
    assert [choice.label for choice in offered] == ["60,000 yuan a month or more"]
    for choice in offered:
        assert find(session, engine_, choice.to).total == choice.count


def test_what_only_two_together_help_is_offered_together(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "缝纫工", has_lodging=False)
    filters = Filters(q="缝纫工 9000以上 包住")
    results = find(session, engine_, filters)
    (offered,) = loosened(filters, results, chips_of(filters, results))
    assert offered.label == "9,000 yuan a month or more + Lodging"
    assert offered.to == Filters(q="缝纫工")
    assert offered.count == find(session, engine_, offered.to).total == 1


def test_many_choices_show_the_first_and_never_hide_a_single_one() -> None:
    from webapp.public.choices import SHOWN, Choice

    def facet(count: int) -> Facet:
        made = [Choice(str(at), 1, Filters(), at == count - 1) for at in range(count)]
        return Facet.of("x", "x", made)

    assert len(facet(SHOWN + 1).others) == 0
    assert len(facet(SHOWN + 2).others) == 2
    assert facet(SHOWN + 2).first[0].is_on

"""One search over the vacancies of the tables, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sqlalchemy.orm import Session

from matcher.conditions import Aspect, Conditions
from matcher.encoder.hashing import HashingEncoder
from matcher.types import Location, Shift
from models import PayPeriod, Site, VacancyStatus
from tests.factories.campaigns import make_driven_trip
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW, TODAY, make_employer
from tests.matcher.places.conftest import shared_gazetteer
from webapp.services.embeddings import embed_all
from webapp.services.search import PAGE_SIZE, SearchResults, Sort, search
from webapp.services.search_engine import REFINED_AT_ONCE, SearchEngine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from matcher.encoder.protocol import Vector, Vectors


class CountingEncoder(HashingEncoder):
    """The hashing encoder, which also tells how many texts it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.passages = 0
        self.queries = 0
        self.questions = 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += len(texts)
        return super().encode_passages(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.queries += len(texts)
        return super().encode_queries(texts)

    def encode_question(self, text: str) -> Vector:
        self.questions += 1
        return super().encode_question(text)


def make_engine(
    encoder: CountingEncoder, refiner: CountingEncoder | None = None
) -> SearchEngine:
    """Make an engine; what it measures its encoders by is not counted."""
    engine = SearchEngine(encoder, refiner, shared_gazetteer(), "320509")
    for counting in filter(None, (encoder, refiner)):
        counting.passages = counting.queries = 0
    return engine


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def engine_(encoder: CountingEncoder) -> SearchEngine:
    return make_engine(encoder)


def titles(results: SearchResults) -> list[str]:
    return [hit.vacancy.title for hit in results.hits]


def test_typed_conditions_filter_and_the_rest_ranks(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "会计")
    make_paid_vacancy(session, "缝纫车工")
    make_paid_vacancy(session, "缝纫工", has_lodging=False)
    make_paid_vacancy(session, "缝纫工", monthly_max_cents=700_000)
    make_paid_vacancy(session, "缝纫工", shift=Shift.NIGHT.value)
    make_paid_vacancy(session, "缝纫组长", place_code="411525")
    results = search(session, engine_, "吴江 缝纫工 8000以上 包住 两班倒", now=NOW)
    assert titles(results) == ["缝纫车工"]
    assert results.total == 1


def test_work_that_nobody_asked_for_is_no_result_but_counted(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "缝纫工")
    make_paid_vacancy(session, "会计")
    results = search(session, engine_, "缝纫工 包住", now=NOW)
    assert titles(results) == ["缝纫工"]
    assert results.facets.without[Aspect.WORDS,] == 2
    # Where nothing is like it at all, the words can only rank.
    unknown = search(session, engine_, "zzyzx 包住", now=NOW)
    assert unknown.total == 2
    assert not unknown.facets.without[Aspect.WORDS,]


def test_what_comes_first_can_be_chosen(
    session: Session, engine_: SearchEngine
) -> None:
    far, near = (30.90, 120.64), (31.14, 120.64)
    for number, (pay, hours, at) in enumerate(
        [(700_000, 2, far), (900_000, 3, near), (None, 1, near)]
    ):
        row = make_paid_vacancy(
            session,
            f"缝纫工{number}",
            monthly_min_cents=pay,
            monthly_max_cents=pay,
            published_at=NOW - dt.timedelta(hours=hours),
        )
        row.site = Site(
            name="门", employer=row.employer, place_code="320509", lat=at[0], lon=at[1]
        )
    session.flush()

    def sorted_by(sort: Sort) -> list[str]:
        found = search(session, engine_, "吴江 缝纫工", now=NOW, sort=sort)
        return [title[-1] for title in titles(found)]

    assert sorted_by(Sort.PAY) == ["1", "0", "2"]
    assert sorted_by(Sort.NEWEST) == ["2", "0", "1"]
    assert sorted_by(Sort.NEAR) == ["2", "1", "0"]
    hits = search(session, engine_, "吴江", now=NOW, sort=Sort.NEAR).hits
    assert hits[0].distance_m is not None
    assert hits[0].distance_m < 5_000 < 20_000 < (hits[-1].distance_m or 0)


def test_pages_by_pay_follow_each_other(
    session: Session, engine_: SearchEngine
) -> None:
    for number in range(PAGE_SIZE + 3):
        make_paid_vacancy(session, f"普工{number}", monthly_max_cents=900_000 + number)
    pages = [
        search(session, engine_, "普工", now=NOW, page=page, sort=Sort.PAY)
        for page in (1, 2)
    ]
    pays = [hit.vacancy.monthly_max_cents for page in pages for hit in page.hits]
    assert pays == sorted(pays, reverse=True)
    assert len(set(pays)) == PAGE_SIZE + 3


def test_a_coach_from_home_is_a_condition_and_other_coaches_are_noticed(
    session: Session, engine_: SearchEngine
) -> None:
    trip = make_driven_trip(session)
    gate = next(stop.site for stop in trip.stops if stop.site is not None)
    home = next(stop.place_code for stop in trip.stops if stop.place_code)[:6]
    make_paid_vacancy(session, "普工")
    make_paid_vacancy(session, "普工", employer=gate.employer, site=gate)
    asked = Conditions(coach_from=home)

    def found() -> int:
        return search(session, engine_, "普工", now=NOW, filters=asked).total

    assert found() == 0
    trip.plan.is_chosen = True
    session.flush()
    assert found() == 1
    everywhere = search(session, engine_, "普工", now=NOW)
    assert everywhere.facets.coaches[home] == 1
    trip.plan.is_chosen = False
    session.flush()
    assert found() == 0


def test_negotiable_pay_is_told_apart(session: Session, engine_: SearchEngine) -> None:
    make_paid_vacancy(session, "普工")
    make_paid_vacancy(
        session,
        "普工面议",
        monthly_min_cents=None,
        monthly_max_cents=None,
        is_negotiable=True,
    )
    results = search(session, engine_, "普工 5000以上", now=NOW)
    assert titles(results) == ["普工"]
    assert [hit.vacancy.title for hit in results.negotiable] == ["普工面议"]
    assert (results.total, results.negotiable_total) == (1, 1)
    assert search(session, engine_, "普工", now=NOW).total == 2


def test_what_is_ticked_wins_over_what_is_typed(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "普工", place_code="411525")
    filters = Conditions(
        places=(Location("411525"),), pay_floor_cents=700_000, shift=Shift.TWO
    )
    results = search(session, engine_, "吴江 普工 9000以上", now=NOW, filters=filters)
    assert results.total == 1
    assert results.conditions == filters


def test_who_refuses_piece_rates_is_shown_none(
    session: Session, engine_: SearchEngine
) -> None:
    by_month = make_paid_vacancy(session, "缝纫工")
    make_paid_vacancy(session, "缝纫工", pay_text="保底4500元/月+计件")
    make_paid_vacancy(session, "缝纫工", pay_period=PayPeriod.PIECE, pay_text="2元/个")
    (hit,) = search(session, engine_, "缝纫工 不要计件", now=NOW).hits
    assert hit.vacancy is by_month
    assert search(session, engine_, "缝纫工", now=NOW).total == 3


def test_a_shift_that_is_ticked_wins_over_one_that_is_refused(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "普工", shift=Shift.NIGHT.value)
    ticked = Conditions(shift=Shift.NIGHT)
    assert search(session, engine_, "不上夜班", now=NOW).total == 0
    assert search(session, engine_, "不上夜班", now=NOW, filters=ticked).total == 1


def test_what_a_person_is_and_is_not_counts(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "焊工", certificates=["焊工证"])
    make_paid_vacancy(session, "电工", experience_months=36)
    make_paid_vacancy(session, "普工", place_code="411525")
    assert titles(search(session, engine_, "没证 不去固始", now=NOW)) == ["电工"]
    assert titles(search(session, engine_, "没经验 不去固始", now=NOW)) == ["焊工"]
    assert search(session, engine_, "有焊工证 做过三年", now=NOW).total == 3


def test_who_must_begin_at_once_sees_urgent_adverts_first(
    session: Session, engine_: SearchEngine
) -> None:
    for number in range(4):
        make_paid_vacancy(session, "会计", description=f"做账{number}")
    make_paid_vacancy(session, "普工", description="急招 车间里打包")
    make_paid_vacancy(session, "普工", description="白天 车间里打包")
    plain = search(session, engine_, "普工 车间打包", now=NOW)
    first, second = (hit.vacancy.description for hit in plain.hits[:2])
    urgent = search(session, engine_, "普工 车间打包 马上能上班", now=NOW)
    assert urgent.query.wording == plain.query.wording
    assert {first[:2], second[:2]} == {"急招", "白天"}
    assert urgent.hits[0].vacancy.description.startswith("急招")


def test_who_names_a_licence_sees_what_it_is_for_first(
    session: Session, engine_: SearchEngine
) -> None:
    for number in range(4):
        make_paid_vacancy(session, "会计", description=f"做账{number}")
    for certificates in (["C1及以上"], [], ["驾驶证B2"]):
        make_paid_vacancy(
            session, "司机", description="送货 有驾照", certificates=certificates
        )
    found = search(session, engine_, "有C1驾照 司机", now=NOW)
    asked = [hit.vacancy.certificates for hit in found.hits[:3]]
    assert asked == [["C1及以上"], [], ["驾驶证B2"]]


def test_who_names_a_licence_sees_machines_for_which_it_is_none_last(
    session: Session, engine_: SearchEngine
) -> None:
    for number in range(4):
        make_paid_vacancy(session, "会计", description=f"做账{number}")
    for certificates in (["叉车证"], [], ["C1"]):
        make_paid_vacancy(
            session, "司机", description="送货 有驾照", certificates=certificates
        )
    found = search(session, engine_, "有C1驾照 司机", now=NOW)
    asked = [hit.vacancy.certificates for hit in found.hits[:3]]
    assert asked == [["C1"], [], ["叉车证"]]
    found = search(session, engine_, "有C1驾照 有叉车证 司机", now=NOW)
    assert ["叉车证"] in [hit.vacancy.certificates for hit in found.hits[:2]]


def test_the_gate_says_what_is_near(session: Session, engine_: SearchEngine) -> None:
    near = make_paid_vacancy(session, "普工", place_code="411525")
    near.site = Site(
        name="1号门", employer=near.employer, place_code="411525", lat=30.9, lon=120.7
    )
    session.flush()
    assert search(session, engine_, "吴江 普工", now=NOW).total == 0
    assert search(session, engine_, "吴江附近40公里 普工", now=NOW).total == 1


@pytest.mark.parametrize(
    "values",
    [
        {"status": VacancyStatus.DRAFT},
        {"status": VacancyStatus.CLOSED},
        {"valid_until": TODAY - dt.timedelta(days=1)},
    ],
)
def test_what_is_not_live_is_not_found(
    session: Session, engine_: SearchEngine, values: dict[str, object]
) -> None:
    make_paid_vacancy(session, "普工", **values)
    assert search(session, engine_, "普工", now=NOW).total == 0


def test_a_vacancy_ends_at_midnight_in_china(
    session: Session, engine_: SearchEngine
) -> None:
    make_paid_vacancy(session, "普工", valid_until=TODAY)
    midnight = dt.datetime(2027, 1, 31, 16, 0, tzinfo=dt.UTC)
    before = midnight - dt.timedelta(seconds=1)
    assert search(session, engine_, "普工", now=before).total == 1
    assert search(session, engine_, "普工", now=midnight).total == 0


def test_without_words_the_newest_come_first(
    session: Session, engine_: SearchEngine
) -> None:
    for day, title in enumerate(["旧", "中", "新"]):
        published = NOW + dt.timedelta(days=day)
        make_paid_vacancy(session, title, published_at=published)
    assert titles(search(session, engine_, "", now=NOW)) == ["新", "中", "旧"]
    assert titles(search(session, engine_, "包住", now=NOW)) == ["新", "中", "旧"]


def test_pages_follow_each_other_and_end(
    session: Session, engine_: SearchEngine
) -> None:
    for number in range(PAGE_SIZE + 3):
        make_paid_vacancy(session, f"普工{number}")
    first = search(session, engine_, "普工", now=NOW)
    second = search(session, engine_, "普工", now=NOW, page=2)
    assert (len(first.hits), len(second.hits)) == (PAGE_SIZE, 3)
    assert not set(titles(first)) & set(titles(second))
    assert search(session, engine_, "普工", now=NOW, page=2**63) == second
    assert first.pages == 2


def test_changes_are_noticed(session: Session, engine_: SearchEngine) -> None:
    assert search(session, engine_, "普工", now=NOW).hits == ()
    vacancy = make_paid_vacancy(session, "普工")
    assert search(session, engine_, "普工", now=NOW).total == 1
    vacancy.title = "叉车司机"
    session.flush()
    assert titles(search(session, engine_, "普工", now=NOW)) == ["叉车司机"]
    vacancy.status = VacancyStatus.CLOSED
    session.flush()
    assert search(session, engine_, "普工", now=NOW).total == 0


def test_a_renamed_employer_is_found_by_the_new_name(
    session: Session, engine_: SearchEngine
) -> None:
    vacancy = make_paid_vacancy(session, "普工")
    make_paid_vacancy(session, "会计", employer=make_employer(session, name="云锦"))
    assert search(session, engine_, "普工", now=NOW).total == 1
    vacancy.employer.name = "蓝鲸纺织"
    session.flush()
    assert titles(search(session, engine_, "蓝鲸纺织", now=NOW))[0] == "普工"


def test_nothing_is_encoded_twice(
    session: Session, engine_: SearchEngine, encoder: CountingEncoder
) -> None:
    make_paid_vacancy(session, "缝纫工")
    search(session, engine_, "缝纫", now=NOW)
    search(session, engine_, "缝纫 包住", now=NOW)
    assert (encoder.passages, encoder.queries) == (1, 1)
    make_paid_vacancy(session, "会计")
    search(session, engine_, "缝纫", now=NOW)
    assert encoder.passages == 2


def test_what_is_typed_is_encoded_as_a_question_and_a_title_is_not() -> None:
    refiner = CountingEncoder()
    engine = make_engine(CountingEncoder(), refiner)
    assert engine.question("焊工") is engine.question("焊工")
    assert (refiner.questions, refiner.queries) == (1, 1)
    engine.titled("焊工")
    assert (refiner.questions, refiner.queries) == (1, 2)


def test_stored_vectors_are_not_refined_again(
    fresh_engine: Engine, encoder: CountingEncoder
) -> None:
    refiner = CountingEncoder()
    engine = make_engine(encoder, refiner)
    with Session(fresh_engine) as session:
        make_paid_vacancy(session, "缝纫工")
        session.commit()
        embed_all(fresh_engine, refiner)
        stored = refiner.passages
        search(session, engine, "缝纫", now=NOW)
        assert refiner.passages == stored
        make_paid_vacancy(session, "会计")
        search(session, engine, "缝纫", now=NOW)
        assert refiner.passages == stored + 1


def test_many_new_vacancies_are_refined_when_their_vectors_are_stored(
    fresh_engine: Engine, encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    refiner = CountingEncoder()
    engine = make_engine(encoder, refiner)
    with Session(fresh_engine) as session:
        for number in range(REFINED_AT_ONCE + 1):
            make_paid_vacancy(session, f"缝纫工{number}")
        session.commit()
        found = search(session, engine, "缝纫", now=NOW)
        assert found.total == REFINED_AT_ONCE + 1
        assert refiner.passages == 0
        session.commit()
        embed_all(fresh_engine, refiner)
        monkeypatch.setattr("webapp.services.search_engine.REFINE_EVERY_S", 0.0)
        (segment,) = engine.snapshot(session).stock.segments
    assert segment.refined is not None
    assert np.isfinite(segment.refined).all()


@pytest.mark.parametrize("text", ["\ud800\x00", "🙂", "<b>", "a" * 100_000, "%_'\""])
def test_no_text_makes_a_search_fail(
    session: Session, engine_: SearchEngine, text: str
) -> None:
    make_paid_vacancy(session, "普工")
    assert search(session, engine_, text, now=NOW).total == 1


def test_threads_share_an_engine(
    fresh_engine: object, engine_: SearchEngine, encoder: CountingEncoder
) -> None:
    with Session(fresh_engine) as session:
        for number in range(30):
            make_paid_vacancy(session, f"普工{number}")
        session.commit()
    totals: list[int] = []

    def client() -> None:
        with Session(fresh_engine) as session:
            totals.append(search(session, engine_, "普工", now=NOW).total)

    threads = [threading.Thread(target=client) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [30] * 6
    assert encoder.passages == 30

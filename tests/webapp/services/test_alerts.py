"""Saved searches: what is new is told once, in the morning, until it is stopped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from matcher.conditions import Conditions
from matcher.encoder.hashing import HashingEncoder
from models import (
    Channel,
    Contact,
    Frequency,
    NoticeKind,
    OutboxMessage,
    Role,
    SavedSearch,
)
from tests.factories.matching import make_paid_vacancy
from tests.factories.postings import NOW, make_account
from tests.matcher.places.conftest import shared_gazetteer
from webapp.services import alerts, notices, saved_searches
from webapp.services.search_engine import SearchEngine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models import Account

SECRET = "test"
# Nine in the morning of the day after NOW, in China.
MORNING = dt.datetime(2027, 2, 1, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def engine_(encoder: HashingEncoder) -> SearchEngine:
    return SearchEngine(encoder, None, shared_gazetteer(), "320509")


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session, Role.SEEKER)


def save(
    session: Session, account: Account, frequency: Frequency = Frequency.DAILY
) -> SavedSearch:
    saved = saved_searches.save(
        session, account.id, name="缝纫工作", address="q=缝纫工",
        frequency=frequency, now=NOW,
    )  # fmt: skip
    saved.created_at = NOW
    session.flush()
    return saved


def read(address: str) -> tuple[str, Conditions]:
    return address.removeprefix("q="), Conditions()


def sweep(
    session: Session, engine_: SearchEngine, saved: SavedSearch, now: dt.datetime
) -> int:
    if saved.id not in alerts.list_due(session, now):
        return 0
    return alerts.alert(session, engine_, saved.id, read, SECRET, now=now)


def test_a_vacancy_is_told_once_though_it_be_published_anew(
    session: Session, engine_: SearchEngine, account: Account
) -> None:
    make_paid_vacancy(session, "缝纫工", published_at=NOW - DAY)
    saved = save(session, account)
    new = make_paid_vacancy(session, "缝纫工", published_at=NOW + DAY / 24)
    assert sweep(session, engine_, saved, MORNING) == 1
    new.published_at = MORNING + DAY / 24
    another = make_paid_vacancy(session, "缝纫工", published_at=MORNING + DAY / 24)
    new.updated_at = another.updated_at = MORNING + DAY / 24
    session.flush()
    assert sweep(session, engine_, saved, MORNING + DAY) == 1
    assert sweep(session, engine_, saved, MORNING + 2 * DAY) == 0
    told = notices.list_of(session, account.id)
    assert [(n.kind, n.about["count"]) for n in told] == [(NoticeKind.ALERT, "1")] * 2
    assert told[0].path == f"/me/searches/{saved.id}"


@pytest.mark.parametrize(
    ("frequency", "days"), [(Frequency.DAILY, [1, 2, 3]), (Frequency.WEEKLY, [7])]
)
def test_alerts_come_as_often_as_was_chosen_and_not_at_night(
    session: Session, account: Account, frequency: Frequency, days: list[int]
) -> None:
    saved = save(session, account, frequency)
    looked = []
    for hour in range(24 * 8):
        now = NOW + dt.timedelta(hours=hour)
        if saved.id in alerts.list_due(session, now):
            looked.append(now)
            saved.looked_at = now
            session.flush()
    local = [at.astimezone(alerts.LOCAL_TIME) for at in looked]
    assert [at.day for at in local][: len(days)] == days
    assert {at.hour for at in local} == {alerts.FIRST_HOUR}


def test_nothing_new_is_not_told(
    session: Session, engine_: SearchEngine, account: Account
) -> None:
    make_paid_vacancy(session, "会计", published_at=NOW - DAY)
    saved = save(session, account)
    assert sweep(session, engine_, saved, MORNING) == 0
    assert notices.count_unread(session, account.id) == 0
    # It was looked at all the same: not again before tomorrow.
    assert alerts.list_due(session, MORNING) == []


def test_a_message_names_the_new_ones_and_how_to_stop(
    session: Session, engine_: SearchEngine, account: Account
) -> None:
    session.add(
        Contact(
            account_id=account.id, channel=Channel.EMAIL,
            address="zhao@example.com", confirmed_at=NOW,
        )
    )  # fmt: skip
    saved = save(session, account)
    new = make_paid_vacancy(session, "缝纫工", published_at=NOW + DAY / 24)
    sweep(session, engine_, saved, MORNING)
    (message,) = session.scalars(select(OutboxMessage)).all()
    assert f"/vacancies/{new.id}" in message.text
    token = message.text.rpartition("/alerts/stop/")[2]
    assert saved_searches.find_by_token(session, token, SECRET) is saved
    assert saved_searches.find_by_token(session, token, "another") is None
    assert saved_searches.find_by_token(session, token + "x", SECRET) is None
    saved_searches.stop(session, saved, now=MORNING)
    assert alerts.list_due(session, MORNING + DAY) == []


def test_what_came_up_while_alerts_were_stopped_is_not_told_afterwards(
    session: Session, account: Account
) -> None:
    saved = save(session, account, Frequency.NEVER)
    saved_searches.change(
        session, saved, name="缝纫", frequency=Frequency.DAILY, now=MORNING
    )
    assert saved.looked_at == MORNING


def test_the_same_search_twice_is_one(session: Session, account: Account) -> None:
    assert save(session, account) is save(session, account, Frequency.WEEKLY)
    assert saved_searches.count(session, account.id) == 1


def test_one_keeps_so_many_searches_and_no_more(
    session: Session, account: Account
) -> None:
    for number in range(saved_searches.MOST + 1):
        values = {
            "name": "x", "address": f"q={number}",
            "frequency": Frequency.DAILY, "now": NOW,
        }  # fmt: skip
        if number < saved_searches.MOST:
            saved_searches.save(session, account.id, **values)
    with pytest.raises(saved_searches.TooManyError):
        saved_searches.save(session, account.id, **values)

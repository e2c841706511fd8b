from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import Channel, OutboxMessage
from models.sealed import Keyring, use_keyring
from tests.factories.postings import NOW
from tests.webapp.services.channels.servers import gateway_server
from webapp.services import outbox
from webapp.services.channels.protocol import DeliveryError, Letter
from webapp.services.channels.sms import Gateway
from webapp.workflows.delivery import Delivered, deliver

if TYPE_CHECKING:
    from sqlalchemy import Engine

SITE = "https://zhida.example.com/"


@dataclass
class Recorder:
    """A way out that keeps what it is given, and fails as it is told."""

    taken: list[Letter] = field(default_factory=list)
    fails: DeliveryError | None = None

    def send(self, letter: Letter) -> None:
        self.taken.append(letter)
        if self.fails:
            raise self.fails


def put(session: Session, key: str = "notice-1") -> bool:
    return outbox.put(
        session,
        channel=Channel.SMS,
        address="13800000003",
        subject="职达通知",
        text="看看：{site}/notices",
        key=key,
        now=NOW,
    )


def run(engine: Engine, sender: Recorder | Gateway, at: dt.datetime) -> Delivered:
    return deliver(engine, {Channel.SMS: sender}, SITE, lambda: at)


def test_a_message_is_sent_once_with_the_address_of_the_site(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        assert put(session)
        assert not put(session)
        session.commit()
    with gateway_server() as server:
        gateway = Gateway(server.url, "secret")
        assert run(fresh_engine, gateway, NOW) == Delivered(1, 0)
        assert run(fresh_engine, gateway, NOW + dt.timedelta(days=1)) == Delivered(0, 0)
    ((_, body),) = server.taken
    assert json.loads(body)["to"] == "13800000003"
    assert json.loads(body)["text"] == "看看：https://zhida.example.com/notices"


def test_a_failed_message_is_tried_later_and_later_then_given_up(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        put(session)
        session.commit()
    sender = Recorder(fails=DeliveryError("away"))
    at, pauses = NOW, []
    while True:
        assert run(fresh_engine, sender, at) == Delivered(0, 1)
        with Session(fresh_engine) as session:
            due_at = session.get_one(OutboxMessage, 1).next_try_at
        if due_at is None:
            break
        assert run(fresh_engine, sender, at) == Delivered(0, 0)
        pauses.append(due_at - at)
        at = due_at
    assert len(sender.taken) == outbox.MOST_TRIES
    assert pauses == sorted(pauses)
    assert pauses[0] == dt.timedelta(minutes=1)
    with Session(fresh_engine) as session:
        (dead,) = outbox.list_dead(session)
        assert dead.error == "away"
        outbox.try_again(dead, at)
        session.commit()
    sender.fails = None
    assert run(fresh_engine, sender, at) == Delivered(1, 0)
    with Session(fresh_engine) as session:
        assert outbox.count_dead(session) == 0


def test_what_can_never_be_sent_is_given_up_at_once(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        put(session)
        session.commit()
    sender = Recorder(fails=DeliveryError("no such number", is_final=True))
    run(fresh_engine, sender, NOW)
    with Session(fresh_engine) as session:
        assert outbox.count_dead(session) == 1


def test_an_address_whose_key_is_lost_is_given_up(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        put(session)
        session.commit()
    use_keyring(Keyring({"other": b"o" * 32}, b"i" * 32))
    sender = Recorder()
    try:
        run(fresh_engine, sender, NOW)
    finally:
        use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
    assert sender.taken == []
    with Session(fresh_engine) as session:
        assert outbox.count_dead(session) == 1


def test_of_two_who_take_a_message_one_gets_it(fresh_engine: Engine) -> None:
    with Session(fresh_engine) as session:
        put(session)
        session.commit()
        assert outbox.take(session, 1, NOW) is not None
        session.commit()
    with Session(fresh_engine) as session:
        assert outbox.take(session, 1, NOW) is None
        # Who took it died: after the lease another one does it.
        assert outbox.take(session, 1, NOW + outbox.LEASE) is not None


def test_a_message_of_a_change_that_was_rolled_back_is_never_sent(
    fresh_engine: Engine,
) -> None:
    with Session(fresh_engine) as session:
        put(session)
        session.rollback()
    sender = Recorder()
    run(fresh_engine, sender, NOW)
    assert sender.taken == []


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_what_was_sent_is_kept_for_a_month(
    session: Session, days: int, left: int
) -> None:
    put(session, "kept")
    (id_,) = outbox.list_due(session, NOW)
    message = session.get_one(OutboxMessage, id_)
    outbox.note_sent(message, NOW)
    session.flush()
    outbox.forget_old(session, now=NOW + dt.timedelta(days=days))
    session.expire_all()
    assert len(session.query(OutboxMessage).all()) == left


def test_who_deletes_the_account_while_a_message_travels_stops_no_other(
    fresh_engine: Engine,
) -> None:
    class Meanwhile(Recorder):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            with Session(fresh_engine) as other:
                other.execute(
                    delete(OutboxMessage).where(OutboxMessage.key == "notice-1")
                )
                other.commit()

    with Session(fresh_engine) as session:
        put(session)
        put(session, "notice-2")
        session.commit()
    sender = Meanwhile()
    assert run(fresh_engine, sender, NOW) == Delivered(2, 0)
    assert [letter.key for letter in sender.taken] == ["notice-1", "notice-2"]

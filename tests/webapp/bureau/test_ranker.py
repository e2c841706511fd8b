"""An admin sees what the ranker has learnt, and goes back to the shipped one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from matcher.ranking import Ranker
from matcher.ranking.ranker import Curve
from models import AuditEvent, RankerStatus, RankerVersion, Role
from tests.factories.postings import NOW, make_account
from webapp.services import learning

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account

    Post = Callable[..., Any]
    SignIn = Callable[[Account], None]


def make_version(rows: Session, status: RankerStatus, **metrics: Any) -> RankerVersion:
    """Lay a ranker to which insurance is worth more than to the shipped one."""
    shipped = Ranker.shipped()
    curves = {**shipped.wants.curves, "insurance": Curve((0.0, 1.0), (0.0, 8.0))}
    learnt = replace(shipped, wants=replace(shipped.wants, curves=curves))
    version = RankerVersion(
        created_at=NOW,
        status=status,
        name="office",
        outcomes=1234,
        weights=json.loads(learnt.to_json()),
        metrics=metrics,
    )
    rows.add(version)
    rows.commit()
    return version


def test_what_was_learnt_is_shown_and_taken_back(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    admin = make_account(rows, Role.ADMIN)
    sign_in(admin)
    page = client.get("/bureau/ranker").text
    assert "程序自带的排序" in page
    assert "/restore" not in page

    better = {"finding": "better", "before": 0.8731, "after": 0.8912}
    version = make_version(rows, RankerStatus.LIVE, **better)
    worse = {"finding": "maybe_worse", "before": 0.8912, "after": 0.8845}
    make_version(rows, RankerStatus.REFUSED, **worse)
    make_version(rows, RankerStatus.REFUSED, finding="too_few")
    page = client.get("/bureau/ranker").text
    for said in ("1234", "0.873", "0.891", "0.884", "可能更差", "至少", "500", "44%"):
        assert said in page, said

    address = f"/bureau/ranker/{version.id}/restore"
    assert address in page
    assert post(address).location == "/bureau/ranker"
    assert "自带" in client.get("/bureau/ranker").text
    # A second click, or an older page.
    assert post(address).status_code == 302
    assert "没有改动" in client.get("/bureau/ranker").text
    assert post("/bureau/ranker/999/restore").status_code == 404
    rows.refresh(version)
    assert version.status is RankerStatus.RETIRED
    assert learning.live_version(rows) is None
    done = select(AuditEvent.account_id).where(AuditEvent.action == "ranker.restore")
    assert rows.scalars(done).all() == [admin.id]


def test_learning_is_stopped_and_goes_on(
    rows: Session, sign_in: SignIn, client: FlaskClient, post: Post
) -> None:
    admin = make_account(rows, Role.ADMIN)
    sign_in(admin)
    stop, go_on = "/bureau/ranker/learning/stop", "/bureau/ranker/learning/go-on"
    assert stop in client.get("/bureau/ranker").text
    for _ in range(2):
        assert post(stop).location == "/bureau/ranker"
    page = client.get("/bureau/ranker").text
    assert go_on in page
    assert stop not in page
    assert learning.paused_since(rows) is not None
    rows.rollback()
    for _ in range(2):
        assert post(go_on).location == "/bureau/ranker"
    rows.expire_all()
    assert learning.paused_since(rows) is None
    done = select(AuditEvent.action).where(AuditEvent.action.startswith("ranker."))
    done = done.order_by(AuditEvent.id)
    assert rows.scalars(done).all() == ["ranker.pause", "ranker.go_on"]


def test_weights_that_cannot_be_read_are_said_to_be(
    rows: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    sign_in(make_account(rows, Role.ADMIN))
    version = make_version(rows, RankerStatus.LIVE)
    version.weights = {"of": "an older program"}
    rows.commit()
    assert "读不出来" in client.get("/bureau/ranker").text

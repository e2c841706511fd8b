from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models import Account, CharterPlan, PlanDraft, PlanStatus, Replanning, Role
from tests.factories.planned import make_planned
from tests.factories.postings import make_account
from tests.factories.trains import make_planned_by_train
from webapp.services.offices import first_office

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from webapp.collaborators import Collaborators

pytestmark = pytest.mark.usefixtures("dispatcher")

_TOKEN = re.compile(r'data-token="([^"]+)"')
_CHIP = re.compile(r'data-party="(\d+)" data-out-of="(\d+)"')
_TRIP = re.compile(r'id="trip-(\d+)"')


@pytest.fixture
def plan(rows: Session) -> CharterPlan:
    plan = make_planned(rows)
    rows.commit()
    return plan


@pytest.fixture(autouse=True)
def _close_the_desk(app: Flask) -> object:
    yield
    made: Collaborators = app.extensions["collaborators"]
    made.planning_desk.close()


@pytest.fixture
def change(
    client: FlaskClient, post: Callable[..., Any], plan: CharterPlan
) -> Callable[..., Any]:
    """Send a change as the page that is shown now would."""
    address = f"/dispatch/plans/{plan.id}/edit"

    def send(**data: Any) -> Any:
        seen = _TOKEN.search(client.get(address).text)
        assert seen is not None
        answer = post(address, **{"seen": seen[1], **data})
        return answer, client.get(address).text

    return send


def _party(page: str) -> tuple[str, str, str]:
    """A party, its trip, and another trip."""
    party, at = _CHIP.findall(page)[0]
    return party, at, next(n for n in _TRIP.findall(page) if n != at)


def test_a_party_is_moved_by_the_form_and_the_page_says_what_breaks_and_costs(
    client: FlaskClient,
    post: Callable[..., Any],
    change: Callable[..., Any],
    plan: CharterPlan,
) -> None:
    address = f"/dispatch/plans/{plan.id}/edit"
    page = client.get(address).text
    assert "所有规定都符合" in page
    party, at, other = _party(page)
    panel = client.get(f"{address}/parties/{party}?at={at}")
    assert panel.status_code == 200
    assert f'<option value="{other}"' in panel.text
    answer, page = change(kind="move", party=party, trip=other)
    assert answer.status_code == 302
    assert f'data-party="{party}" data-out-of="{other}"' in page
    assert "edit-findings" in page
    # Kept, though no plan can be made of it.
    seen = _TOKEN.search(page)
    assert seen is not None
    unsaved = post(f"{address}/save", seen=seen[1])
    assert unsaved.status_code == 409
    assert "已留作草稿" in unsaved.text.partition('class="edit-buttons"')[2]
    for step in ("undo", "redo", "undo"):
        seen = _TOKEN.search(client.get(address).text)
        assert seen is not None
        assert post(f"{address}/{step}", seen=seen[1]).status_code == 302
    assert "所有规定都符合" in client.get(address).text


def test_what_a_script_asks_for_is_only_what_differs(
    client: FlaskClient, plan: CharterPlan
) -> None:
    address = f"/dispatch/plans/{plan.id}/edit"
    page = client.get(address).text
    party, at, _ = _party(page)
    csrf = re.search(r'data-csrf="([^"]+)"', page)
    assert csrf is not None
    answer = client.post(
        address,
        data={"csrf_token": csrf[1], "seen": "0-0", "kind": "move", "party": party,
              "trip": "0"},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    told = answer.json
    assert set(told["cards"]) == {at}
    assert set(told["parts"]) == {"summary", "rail"}
    assert f'data-party="{party}" data-out-of="0"' in told["parts"]["rail"]
    # Sent again by who saw less: nothing is overwritten.
    again = client.post(
        address,
        data={"csrf_token": csrf[1], "seen": "0-0", "kind": "lock_trip", "trip": at,
              "locked": "1"},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert again.json["stale"]
    watched = client.get(f"{address}/token").json
    assert watched["token"] == told["token"]


def test_every_kind_of_change_is_made_and_the_best_place_is_one_tap(
    client: FlaskClient, change: Callable[..., Any], plan: CharterPlan, rows: Session
) -> None:
    address = f"/dispatch/plans/{plan.id}/edit"
    party, at, other = _party(client.get(address).text)
    coach = plan.trips[0].coach_type_id
    for data in (
        {"kind": "best", "party": party, "out_of": at, "trip": "0"},
        {"kind": "set_departure", "trip": other, "service_date": "2027-02-24",
         "departs": "09:30"},
        {"kind": "set_coach", "trip": other, "coach": str(coach)},
        {"kind": "move_stop", "trip": other, "stop": "1", "to": "0"},
        {"kind": "move_stop", "trip": other, "stop": "1", "to": "0"},
        {"kind": "lock_party", "party": party, "locked": "1"},
        {"kind": "lock_trip", "trip": other, "locked": "1"},
        {"kind": "lock_trip", "trip": other, "locked": "0"},
    ):  # fmt: skip
        answer, page = change(**data)
        assert answer.status_code == 302
        assert "notice-done" in page, data
    assert "09:30" in page
    assert client.get(f"{address}/trips/{other}").status_code == 200
    seen = _TOKEN.search(page)
    assert seen is not None
    draft = rows.scalars(select(PlanDraft)).one()
    assert len(draft.steps) == 8


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "fly"},
        {"kind": "move"},
        {"kind": "move", "party": "x", "trip": "1"},
        {"kind": "move", "party": "99999", "trip": "1"},
        {"kind": "move", "party": "1", "trip": str(2**63)},
        {"kind": "move", "party": "1", "trip": "-1"},
        {"kind": "move", "party": "1", "trip": "1", "riders": "0"},
        {"kind": "best", "party": "99999", "trip": "0"},
        {"kind": "set_departure", "trip": "1", "service_date": "2027-02-30",
         "departs": "25:99"},
        {"kind": "set_departure", "trip": "1", "service_date": "1999-01-01",
         "departs": "08:00"},
        {"kind": "set_coach", "trip": "1", "coach": "99999"},
        {"kind": "add_stop", "trip": "1", "place": "nowhere"},
        {"kind": "move_stop", "trip": "1", "stop": "98", "to": "0"},
        {"kind": "lock_trip", "trip": "999", "locked": "1"},
    ],
)  # fmt: skip
def test_nonsense_is_answered_with_a_sentence_and_changes_nothing(
    change: Callable[..., Any], rows: Session, data: dict[str, str]
) -> None:
    answer, page = change(**data)
    # Beside the field where one was typed into, else on the desk.
    said = answer.text if answer.status_code == 422 else page
    assert ("field-error" if answer.status_code == 422 else "notice-wrong") in said
    assert rows.scalar(select(func.count()).select_from(PlanDraft)) == 0


def test_what_is_saved_can_be_driven_and_the_rest_can_be_planned_again(
    client: FlaskClient,
    post: Callable[..., Any],
    change: Callable[..., Any],
    plan: CharterPlan,
    rows: Session,
) -> None:
    address = f"/dispatch/plans/{plan.id}/edit"
    party, at, other = _party(client.get(address).text)
    _, page = change(kind="lock_trip", trip=other, locked="1")
    answer = post(f"{address}/replan", promise_yuan="50", time_limit_s="5")
    assert answer.status_code == 302
    run = rows.scalars(
        select(CharterPlan).where(CharterPlan.status == PlanStatus.QUEUED)
    ).one()
    asked = rows.get_one(Replanning, run.id)
    assert (asked.from_plan_id, len(asked.changes["steps"])) == (plan.id, 1)
    again = post(f"{address}/replan", promise_yuan="70", time_limit_s="9")
    assert again.status_code == 422
    assert 'value="70"' in again.text
    assert "这次返岗包车正在排车" in again.text.partition('id="time_limit_s-wrong"')[2]
    _, page = change(kind="move", party=party, out_of=at, trip="0")
    seen = _TOKEN.search(page)
    assert seen is not None
    answer = post(f"{address}/save", seen=seen[1])
    assert "/campaigns/" in answer.location
    assert client.get(answer.location).status_code == 200
    made = rows.scalars(select(CharterPlan).order_by(CharterPlan.id.desc())).first()
    assert made is not None
    assert [left.party_id for left in made.unassigned] == [int(party)]
    assert post(f"/dispatch/plans/{made.id}/choose").status_code == 302
    assert made.is_chosen


def test_the_plans_of_other_offices_are_not_there(
    client: FlaskClient,
    rows: Session,
    plan: CharterPlan,
    sign_in: Callable[[Account], None],
) -> None:
    other = make_account(rows, Role.DISPATCHER)
    other.office_id = None
    assert plan.campaign.office_id == first_office(rows).id
    sign_in(other)
    for path in ("", "/token", "/parties/1", "/trips/1"):
        assert client.get(f"/dispatch/plans/{plan.id}/edit{path}").status_code == 404


def test_a_party_is_moved_off_a_train_and_back_by_the_form(
    client: FlaskClient, post: Callable[..., Any], rows: Session
) -> None:
    plan = make_planned_by_train(rows)
    rows.commit()
    address = f"/dispatch/plans/{plan.id}/edit"
    page = client.get(address).text
    assert "K1234" in page
    party, train = re.findall(r'data-party="(\d+)" data-out-of="(train-\d+)"', page)[0]
    seen = "0-0"
    for kind, where, told in (
        ("move", "0", "不坐车"),
        ("best", train, "K1234"),
        ("lock_train", train, "已锁定"),
        ("move", "0", "这趟火车已锁定"),
        ("move", "train-x", "请"),
    ):
        data = {"kind": kind, "party": party, "trip": where, "locked": "1"}
        post(address, seen=seen, **data)
        page = client.get(address).text
        assert told in page, (kind, where)
        found = _TOKEN.search(page)
        assert found is not None
        seen = found[1]
        assert client.get(f"{address}/parties/{party}").status_code == 200

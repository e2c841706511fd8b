from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models import CoachType, Operator
from tests.factories.campaigns import make_coach_type
from webapp.services.fleets import Price

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("dispatcher")


def test_a_company_and_its_coaches_are_entered_in_yuan(
    client: FlaskClient, rows: Session, post: Callable[..., Any]
) -> None:
    company = {"name": "示例客运", "contact_name": "调度", "phone": "13800000001"}
    assert post("/dispatch/operators", **company).status_code == 302
    (operator,) = rows.scalars(select(Operator)).all()
    coach = {
        f"new-{operator.id}-{field}": value
        for field, value in {
            "name": "49座大巴", "seats": "49", "hire": "1500", "per_km": "4.6",
        }.items()
    }  # fmt: skip
    where = f"/dispatch/operators/{operator.id}/coaches"
    rows.rollback()
    assert post(where, **coach).status_code == 302
    (made,) = rows.scalars(select(CoachType)).all()
    assert (made.seats, Price.of(made)) == (49, Price(150_000, 460, None))
    rows.rollback()
    for again, address in ((company, "/dispatch/operators"), (coach, where)):
        assert post(address, **again).status_code == 422
    assert "49座大巴" in client.get("/dispatch/operators").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("hire", "viel"), ("hire", "NaN"), ("per_km", "-1"), ("count", "1e9"),
     ("hire", "9" * 400)],
)  # fmt: skip
def test_a_wrong_price_is_shown_beside_its_field_and_not_kept(
    rows: Session, post: Callable[..., Any], field: str, value: str
) -> None:
    coach = make_coach_type(rows)
    id_, before = coach.id, Price.of(coach)
    rows.commit()
    price = {"hire": "1500", "per_km": "4.60", "count": "", "seen": str(before)}
    typed = {f"coach-{id_}-{name}": text for name, text in price.items()}
    answer = post(f"/dispatch/coaches/{id_}", **typed | {f"coach-{id_}-{field}": value})
    assert answer.status_code == 422
    assert f'id="coach-{id_}-{field}-wrong"' in answer.text
    assert Price.of(rows.get_one(CoachType, id_)) == before


def test_the_second_to_change_a_price_overwrites_nothing(
    rows: Session, post: Callable[..., Any]
) -> None:
    coach = make_coach_type(rows)
    id_, seen = coach.id, str(Price.of(coach))
    rows.commit()
    for hire in ("1600", "1700"):
        typed = {"hire": hire, "per_km": "4.60", "count": "6", "seen": seen}
        post(
            f"/dispatch/coaches/{id_}",
            **{f"coach-{id_}-{name}": text for name, text in typed.items()},
        )
    rows.expire_all()
    assert Price.of(rows.get_one(CoachType, id_)) == Price(160_000, 460, 6)

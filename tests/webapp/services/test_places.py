from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models import Place, PlaceLevel
from webapp.services.places import boarding_place, ensure_place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher.places.gazetteer import Gazetteer


def test_a_place_becomes_a_row_with_the_places_around_it(
    session: Session, gazetteer: Gazetteer
) -> None:
    place = ensure_place(session, gazetteer, "411525101")
    assert (place.full_name, place.level) == (
        "河南省信阳市固始县陈淋子镇",
        PlaceLevel.TOWNSHIP,
    )
    around = place.parent
    assert around is not None
    assert (around.code, around.parent_code) == ("411525", "411500")


def test_asking_again_adds_nothing(session: Session, gazetteer: Gazetteer) -> None:
    first = ensure_place(session, gazetteer, "411525")
    assert ensure_place(session, gazetteer, "411525") is first
    ensure_place(session, gazetteer, "411526")
    assert session.scalar(select(func.count(Place.code))) == 4


def test_an_unknown_code_is_refused(session: Session, gazetteer: Gazetteer) -> None:
    with pytest.raises(KeyError):
        ensure_place(session, gazetteer, "999999")


@pytest.mark.parametrize(
    ("code", "boards_at"),
    [
        ("411525", "411525"),  # a county
        ("411525101", "411525"),  # a township without coordinates
        ("442000118", "442000"),  # a town of a city without counties
        ("411500", None),  # a prefecture is too large to find
        ("410000", None),
    ],
)
def test_people_board_in_their_county_and_nowhere_larger(
    session: Session, gazetteer: Gazetteer, code: str, boards_at: str | None
) -> None:
    found = boarding_place(ensure_place(session, gazetteer, code))
    assert (found.code if found else None) == boards_at

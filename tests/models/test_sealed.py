from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models import Rider, Seeker
from models.sealed import Keyring, SealedError, mask_id_number, mask_name, mask_phone

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RING = Keyring({"old": b"o" * 32, "new": b"n" * 32}, b"i" * 32)


def test_what_was_sealed_opens_in_its_own_row(session: Session) -> None:
    seeker = Seeker(name="𠮷野㛃", phone="13800000003")
    session.add(seeker)
    session.flush()
    session.expire_all()
    assert (seeker.name, seeker.phone) == ("𠮷野㛃", "13800000003")
    assert b"13800000003" not in (seeker.phone_sealed or b"")


def test_a_sealed_value_moved_to_another_row_does_not_open() -> None:
    rider, other = Rider(phone="13800000003"), Rider()
    other.phone_sealed = rider.phone_sealed
    with pytest.raises(SealedError, match="changed or moved"):
        _ = other.phone


def test_a_sealed_value_moved_to_another_column_does_not_open() -> None:
    rider = Rider(phone="13800000003")
    rider.id_number_sealed = rider.phone_sealed
    with pytest.raises(SealedError, match="changed or moved"):
        _ = rider.id_number


def test_the_blind_index_finds_equal_values_and_differs_by_column() -> None:
    one, two = Rider(phone="13800000003"), Rider(phone="13800000003")
    assert one.phone_index == two.phone_index
    assert RING.blind_index("1", "phone") != RING.blind_index("1", "id_number")


def test_emptying_a_value_empties_its_index() -> None:
    rider = Rider(phone="13800000003")
    rider.phone = None
    assert (rider.phone_sealed, rider.phone_index, rider.phone) == (None, None, None)


def test_an_old_key_still_opens_after_rotation() -> None:
    sealed = Keyring({"old": b"o" * 32}, b"i" * 32).seal("x", "c")
    assert RING.unseal(sealed, "c") == "x"
    assert RING.seal("x", "c")[1:4] == b"new"


def test_a_missing_key_is_named() -> None:
    sealed = RING.seal("x", "rider.phone.1")
    with pytest.raises(SealedError, match="No key 'new'"):
        Keyring({"old": b"o" * 32}, b"i" * 32).unseal(sealed, "rider.phone.1")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes in key 'k'"):
        Keyring({"k": b"short"}, b"i" * 32)


def test_masks_show_no_more_than_they_should() -> None:
    assert mask_id_number("410000199001011203") == "410***********1203"
    assert mask_phone("13800000003") == "138****0003"
    assert mask_phone("12345") == "***"
    assert (mask_name("王"), mask_name("欧阳小明"), mask_name("")) == (
        "王",
        "欧***",
        "",
    )


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(TypeError, match="no column 'sex'"):
        Rider(sex="f")

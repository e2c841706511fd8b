from __future__ import annotations

import datetime as dt
import doctest
import random
import re

from webapp.demo import fiction
from webapp.services.credit_codes import is_credit_code


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(fiction).failed == 0


def test_id_numbers_add_up_and_have_no_region() -> None:
    rng = random.Random(1)
    for serial in range(200):
        number = fiction.id_number(rng, serial, dt.date(2027, 2, 24))
        assert re.fullmatch(r"999000(19|20)\d{9}[\dX]", number)
        assert number[-1] == fiction.id_check_digit(number[:17])


def test_id_numbers_are_those_of_grown_ups() -> None:
    rng = random.Random(2)
    day = dt.date(2027, 2, 24)
    for serial in range(200):
        born = dt.date.fromisoformat(fiction.id_number(rng, serial, day)[6:14])
        assert 18 * 365 < (day - born).days < 58 * 366


def test_credit_codes_add_up_and_have_no_authority() -> None:
    for serial in range(1, 100):
        code = fiction.credit_code(serial)
        assert re.fullmatch(r"00999000[0-9A-HJ-NPQRTUWXY]{10}", code)
        assert is_credit_code(code)


def test_telephone_numbers_have_a_segment_of_no_operator() -> None:
    assert fiction.phone(12) == "15400000012"

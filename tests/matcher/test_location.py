"""Codes that contain each other, and distances."""

from __future__ import annotations

import pytest

from matcher.location import code_number, code_range, distance_between_m
from matcher.types import Location


@pytest.mark.parametrize(
    ("outer", "inner", "is_inside"),
    [
        ("320000", "320509101", True),
        ("320500", "320509", True),
        ("320509", "320509101", True),
        ("320509101", "320509101", True),
        ("320509101", "320509", False),
        ("320509", "320508", False),
        ("320500", "320600", False),
        ("441900", "441900104", True),
    ],
)
def test_a_place_holds_what_lies_in_it(outer: str, inner: str, is_inside: bool) -> None:
    first, past = code_range(outer)
    assert (first <= code_number(inner) < past) is is_inside


def test_an_unknown_place_is_in_none() -> None:
    assert code_number("") < code_range("110000")[0]


@pytest.mark.parametrize("code", ["", "3", "吴江", "3205091011"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="Expected a code"):
        code_range(code)


def test_suzhou_is_some_84_km_from_shanghai() -> None:
    suzhou, shanghai = Location("320500", 31.30, 120.58), Location("", 31.23, 121.47)
    assert distance_between_m(suzhou, shanghai) == pytest.approx(84_900, rel=0.01)


def test_without_coordinates_there_is_no_distance() -> None:
    assert distance_between_m(Location("32"), Location("32", 31.0, 120.0)) is None

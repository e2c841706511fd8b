"""Codes of occupations and of the groups they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.errors import OccupationsUnavailableError
from matcher.occupations.classification import (
    FILE,
    Classification,
    Occupation,
    is_within,
    prefix,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "level"),
    [("6-00-00-00", 1), ("6-05-00-00", 2), ("6-05-01-00", 3), ("6-05-01-03", 4)],
)
def test_the_level_is_told_by_the_zeros(code: str, level: int) -> None:
    assert Occupation(code, "").level == level


@pytest.mark.parametrize(
    ("code", "group", "inside"),
    [
        ("6-05-01-03", "6-05-01-03", True),
        ("6-05-01-03", "6-05-01-00", True),
        ("6-05-01-03", "6-00-00-00", True),
        ("6-05-01-03", "6-04-00-00", False),
        ("6-05-01-00", "6-05-01-03", False),
    ],
)
def test_a_group_holds_itself_and_what_begins_like_it(
    code: str, group: str, inside: bool
) -> None:
    assert is_within(code, group) is inside


def test_no_group_holds_the_codes_of_another() -> None:
    groups = ["6-01-00-00", "6-10-00-00", "6-01-10-00", "6-10-01-00"]
    holders = [g for g in groups if "6-10-01-05".startswith(prefix(g))]
    assert holders == ["6-10-00-00", "6-10-01-00"]


def test_a_classification_that_was_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(OccupationsUnavailableError, match="make install"):
        Classification.load(tmp_path)


@pytest.mark.parametrize("kept", [0, 30, -1, -4, -7])
def test_a_classification_cut_short_is_told(tmp_path: Path, kept: int) -> None:
    content = "code\tname\tdefinition\ttasks\n6-05-01-03\t缝纫工\t缝\t缝".encode()
    (tmp_path / FILE).write_bytes(content[:kept])
    with pytest.raises(OccupationsUnavailableError, match="is not whole"):
        Classification.load(tmp_path)

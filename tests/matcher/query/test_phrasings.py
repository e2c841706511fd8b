"""Every slot in every way to say it that we could think of, alone and beside others."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from bench.query_slots import SLOTS, Slots, certificate_key, slots_of
from tests.matcher.query.reader import read

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED: Final = 20_271_127
MIXED: Final = 400
# Of so many texts put together from two or three this many may be read otherwise: some
# run into each other (今天就去 固始).
MISREAD: Final = 4


class Phrasing(NamedTuple):
    """A short text, and what it says in one slot."""

    slot: str
    values: frozenset[str]
    text: str


def phrasings() -> list[Phrasing]:
    path = Path(__file__).with_name("phrasings.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Phrasing(
                row["slot"],
                frozenset(map(certificate_key, row["value"].split(";"))) - {""}
                if row["slot"] == "certificates"
                else frozenset(row["value"].split(";")) - {""},
                row["text"],
            )
            for row in rows
        ]


ALL: Final = phrasings()


def is_chinese(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


@pytest.mark.parametrize("slot", sorted({each.slot for each in ALL}))
def test_a_slot_is_read_in_whatever_way_it_is_said(slot: str) -> None:
    wrong = [
        (each.text, sorted(each.values), sorted(found))
        for each in ALL
        if each.slot == slot
        and (found := slots_of(read(each.text))[slot]) != each.values
    ]
    assert wrong == []


def test_what_is_said_beside_other_things_is_read_as_it_is_alone() -> None:
    chance = random.Random(SEED)
    alone = {each.text: slots_of(read(each.text)) for each in ALL}
    mixed = [
        picked
        for _ in range(MIXED)
        if is_fit(picked := chance.sample(ALL, chance.choice((2, 3))))
    ]
    wrong = [text for picked in mixed if (text := misread(picked, alone))]
    assert len(mixed) > MIXED / 4
    assert wrong[MISREAD:] == []


def is_fit(picked: Sequence[Phrasing]) -> bool:
    """Return whether texts speak of different things in one language."""
    return (
        len({each.slot for each in picked}) == len(picked)
        and len({is_chinese(each.text) for each in picked}) == 1
    )


def misread(picked: Sequence[Phrasing], alone: dict[str, Slots]) -> str:
    """Return texts put together where a slot of one value is read otherwise, or ""."""
    text = (" " if is_chinese(picked[0].text) else ", ").join(e.text for e in picked)
    found = slots_of(read(text))
    for slot in SLOTS:
        meant = frozenset[str]().union(*(alone[each.text][slot] for each in picked))
        if slot != "rest" and len(meant) <= 1 and found[slot] != meant:
            return text
    return ""

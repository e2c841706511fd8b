"""The queries by hand, and how what is understood of them is counted."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from bench.plain_queries import read_plainly
from bench.queries import DATA, HOME, Case, count, list_misses, list_parts
from bench.query_slots import SLOTS, Slots, certificate_key, slots_of
from matcher.query import understand
from matcher.types import Schooling, Shift
from tests.matcher.places.conftest import shared_gazetteer

LEAST = 0.95
FEWEST_QUERIES = 300


@cache
def parts() -> dict[str, list[Case]]:
    return list_parts(shared_gazetteer())


def ours(text: str) -> Slots:
    return slots_of(understand(text, shared_gazetteer(), HOME))


def slots(**values: str) -> Slots:
    return {slot: frozenset(values.get(slot, "").split()) for slot in SLOTS}


def test_at_least_half_are_by_somebody_who_had_not_seen_the_code() -> None:
    blind = len(parts()["blind, odd"]) + len(parts()["blind, even"])
    assert blind + len(parts()["own"]) >= FEWEST_QUERIES
    assert blind >= len(parts()["own"])


@pytest.mark.parametrize(
    "name",
    [
        "queries_blind",
        "queries_own",
        "queries_fresh",
        "queries_later",
        "queries_newer",
        "queries_new_hands",
        "queries_held_hands",
    ],
)
def test_cells_hold_what_their_columns_may(name: str) -> None:
    path = DATA / f"{name}.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert None not in row.values()
        shifts = {each.removeprefix("!") for each in row["shift"].split(";")}
        assert shifts <= {"", *Shift}
        assert row["schooling"] in {"", *Schooling}
        assert row["pay_per"] in {
            *("", "month", "day", "hour", "week", "year", "piece")
        }
        assert {row["board"], row["lodging"]} <= {"", "yes"}
        assert bool(row["pay_low"] or row["pay_high"]) <= bool(row["pay_per"])
        assert all(each in row["text"] for each in row["rest"].split(";"))


def test_a_wrong_value_costs_precision_and_recall() -> None:
    cases = [("1", "a", slots(shift="day !night")), ("2", "b", slots(start="now"))]
    read = {"a": slots(shift="day two"), "b": slots()}
    counts = count(cases, read.__getitem__)
    assert counts["shift"] == (1, 2, 2)
    assert counts["start"] == (0, 0, 1)
    assert [miss[:3] for miss in list_misses(cases, read.__getitem__)] == [
        ("1", "a", "shift"),
        ("2", "b", "start"),
    ]


def test_one_meaning_of_an_ambiguous_name_is_right() -> None:
    cases = [("1", "a", slots(home="210711|341222", place="!320509"))]
    read = slots(home="341222", place="320509")
    counts = count(cases, lambda text: read)
    assert counts["home"] == (1, 1, 1)
    assert counts["place"] == (0, 1, 1)


def test_words_that_are_left_count_by_recall() -> None:
    cases = [("1", "a", slots(rest="普工")), ("2", "b", slots(rest="焊工"))]
    counts = count(cases, lambda text: {**slots(), "rest": frozenset({"找 普工 8"})})
    assert counts["rest"] == (1, 2, 2)


def test_certificates_are_compared_by_their_everyday_names() -> None:
    assert certificate_key("教师资格证") == certificate_key("教师证")
    assert certificate_key("驾驶证") == certificate_key("驾照")
    assert certificate_key("二建") == certificate_key("二级建造师")
    assert certificate_key("叉车证") != certificate_key("电工证")


def test_every_slot_is_read_as_well_as_was_promised() -> None:
    """The rules were written with all of these in sight: this only keeps them."""
    every = [case for cases in parts().values() for case in cases]
    for slot, (right, were_read, were_meant) in count(every, ours).items():
        assert right >= LEAST * were_read, slot
        assert right >= LEAST * were_meant, slot


def test_the_floor_reads_less() -> None:
    every = [case for cases in parts().values() for case in cases]
    floor = count(every, lambda text: read_plainly(text, shared_gazetteer(), HOME))
    found = count(every, ours)
    for slot in SLOTS:
        assert floor[slot][0] <= found[slot][0], slot

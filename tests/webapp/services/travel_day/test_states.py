from __future__ import annotations

from typing import Any

import pytest

from tests.factories.travel_day import at, make_log
from webapp.services.corridors import corridor_of
from webapp.services.travel_day.drives import direct_drive
from webapp.services.travel_day.logs import Delay
from webapp.services.travel_day.states import State, look, look_at_all

FULL = {0: {"aboard": 10}, 1: {"aboard": 20}}


def left(number: int, clock: str, **more: Any) -> dict[int, dict[str, Any]]:
    """Return notes: everybody aboard, and the stop left at this time."""
    notes = {0: {"aboard": 10}, 1: {"aboard": 20}} if number else {0: {"aboard": 10}}
    notes[number] |= {"departed_at": at(clock), **more}
    return notes


@pytest.mark.parametrize(
    ("clock", "here", "there", "until"),
    [
        ("06:00", "息县", None, "08:00"),
        ("08:00", "息县", None, "08:00"),
        ("09:00", "息县", "固始", "09:45"),
        ("09:50", "固始", None, "10:00"),
        ("12:00", "固始", "盛泽织造", "16:00"),
        ("16:05", "盛泽织造", None, "16:10"),
        ("16:30", "盛泽织造", "震泽缝纫", "17:00"),
    ],
)
def test_a_coach_should_be_where_the_timetable_has_it(
    clock: str, here: str, there: str | None, until: str
) -> None:
    where = look(make_log(), at(clock)).where
    assert where.at is not None
    assert (where.at.name, where.to and where.to.name) == (here, there)
    assert where.until == at(until)


def test_after_the_last_gate_it_should_be_there() -> None:
    where = look(make_log(), at("18:00")).where
    assert where.at is not None
    assert (where.at.name, where.to, where.until) == ("震泽缝纫", None, None)


def test_a_coach_that_is_late_should_be_as_far_behind() -> None:
    log = make_log(notes=left(0, "08:40"))
    where = look(log, at("10:10")).where
    assert where.at is not None
    assert where.to is not None
    # 10:10 less 40 minutes: still on its way to Gushi, where it comes at 10:25.
    assert (where.at.name, where.to.name) == ("息县", "固始")
    assert where.until == at("10:25")


@pytest.mark.parametrize(
    ("notes", "clock", "state", "late_min"),
    [
        ({}, "07:00", State.WAITING, 0),
        ({}, "07:50", State.UNDER_WAY, 0),
        ({}, "08:15", State.UNDER_WAY, 15),
        # Nobody says that it has left.
        ({}, "08:16", State.SILENT, 16),
        (left(0, "08:05"), "09:30", State.UNDER_WAY, 5),
        (left(0, "08:20"), "09:30", State.LATE, 20),
        # It left on time and should have left Gushi half an hour ago.
        (left(0, "08:00"), "10:30", State.SILENT, 30),
        (left(1, "10:00"), "15:00", State.UNDER_WAY, 0),
        (left(1, "09:50"), "15:00", State.UNDER_WAY, 0),
    ],
)
def test_a_coach_is_late_by_its_log_and_silent_when_nothing_is_noted(
    notes: dict[int, dict[str, Any]], clock: str, state: State, late_min: int
) -> None:
    line = look(make_log(notes=notes), at(clock))
    assert (line.state, line.late_s) == (state, 60 * late_min)


def test_a_told_delay_is_no_trouble_until_it_is_exceeded() -> None:
    log = make_log(notes=left(0, "08:00"), delay=Delay(2400, at("09:00")))
    told = look(log, at("10:30"))
    assert (told.state, told.late_s) == (State.ANNOUNCED, 2400)
    silent = look(log, at("11:00"))
    assert (silent.state, silent.late_s) == (State.SILENT, 3600)


def test_a_coach_that_left_as_late_as_it_told_is_not_trouble() -> None:
    log = make_log(notes=left(1, "10:45"), delay=Delay(2400, at("09:00")))
    assert look(log, at("12:00")).state is State.ANNOUNCED
    later = make_log(notes=left(1, "11:00"), delay=Delay(2400, at("09:00")))
    assert look(later, at("12:00")).state is State.LATE


def test_people_are_missing_only_at_stops_that_were_left() -> None:
    notes = {0: {"aboard": 7, "no_shows": 1}, 1: {"aboard": 5}}
    boarding = make_log(notes=notes)
    assert look(boarding, at("08:00")).missing == 0
    notes[0]["departed_at"] = at("08:00")
    gone = look(make_log(notes=notes), at("08:30"))
    assert (gone.state, gone.missing) == (State.MISSING, 2)


def test_where_nobody_was_counted_nobody_is_called_missing() -> None:
    log = make_log(notes={0: {"departed_at": at("08:00")}})
    line = look(log, at("08:30"))
    assert (line.state, line.missing) == (State.UNDER_WAY, None)


def test_a_tap_that_was_forgotten_is_made_up_by_the_next_one() -> None:
    # Nobody noted that it left Xixian.
    log = make_log(notes=left(1, "10:05"))
    line = look(log, at("11:00"))
    assert (log.passed, line.state) == (2, State.UNDER_WAY)


def test_a_coach_has_arrived_at_its_last_gate_and_stays_as_late_as_it_came() -> None:
    notes = FULL | {3: {"reached_at": at("17:40")}}
    line = look(make_log(notes=notes), at("23:00"))
    assert (line.state, line.late_s, line.missing) == (State.ARRIVED, 2400, 0)
    assert line.log.arrived_at == at("17:40")


def test_a_broken_coach_and_one_called_off() -> None:
    broken = make_log(notes=left(0, "08:00"), broke_down_at=at("09:00"))
    assert look(broken, at("09:10")).state is State.BROKEN_DOWN
    off = make_log(is_called_off=True)
    assert look(off, at("12:00")).state is State.CALLED_OFF


def test_the_last_that_was_heard_of_a_coach() -> None:
    notes = left(0, "08:02") | {1: {"reached_at": at("09:50")}}
    heard = look(make_log(notes=notes), at("09:55")).heard
    assert heard is not None
    assert (heard[0].name, heard[1]) == ("固始", at("09:50"))
    assert look(make_log(), at("09:00")).heard is None


def test_trouble_comes_first_and_of_that_the_latest() -> None:
    fine = make_log(number=1, notes=left(0, "08:00"))
    late = make_log(number=2, notes=left(0, "08:30"))
    later = make_log(number=3, notes=left(0, "09:00"))
    broken = make_log(number=4, notes=left(0, "08:00"), broke_down_at=at("08:30"))
    lines = look_at_all([fine, late, later, broken], at("09:10"))
    assert [line.log.number for line in lines] == [4, 3, 2, 1]
    assert [line.state.is_trouble for line in lines] == [True, True, True, False]


def test_a_trip_without_stops_is_nowhere() -> None:
    line = look(make_log(stops=()), at("09:00"))
    assert (line.state, line.where.at) == (State.WAITING, None)


def test_the_drive_from_the_last_pickup_to_the_first_gate_measures_a_corridor() -> None:
    notes = left(1, "10:10") | {2: {"reached_at": at("16:40")}}
    assert direct_drive(make_log(notes=notes)) == (
        corridor_of("411525", 1),
        6 * 3600 + 30 * 60,
    )


def test_a_rest_of_the_timetable_is_no_driving() -> None:
    notes = left(1, "10:00", rests_s=1200) | {2: {"reached_at": at("16:20")}}
    assert direct_drive(make_log(notes=notes)) == (corridor_of("411525", 1), 6 * 3600)


@pytest.mark.parametrize(
    "notes", [{}, left(1, "10:00"), {2: {"reached_at": at("16:00")}}]
)
def test_a_time_that_was_not_noted_measures_nothing(
    notes: dict[int, dict[str, Any]],
) -> None:
    assert direct_drive(make_log(notes=notes)) is None

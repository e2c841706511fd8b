from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from webapp.services.calendars import LINE_OCTETS, Event, write_event

NOW = dt.datetime(2027, 2, 1, 4, 0, tzinfo=dt.UTC)


def event(**values: Any) -> Event:
    return Event(
        **{
            "uid": "ride-7",
            "title": "去示例厂的车",
            "starts_at": NOW,
            "ends_at": NOW + dt.timedelta(hours=9),
            **values,
        }
    )


def test_an_event_says_when_and_where_in_utc() -> None:
    lines = write_event(event(place="固始县"), now=NOW).decode().split("\r\n")
    for line in (
        "UID:ride-7@zhida", "DTSTART:20270201T040000Z", "DTEND:20270201T130000Z",
        "SUMMARY:去示例厂的车", "LOCATION:固始县", "STATUS:CONFIRMED",
    ):  # fmt: skip
        assert line in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_long_lines_are_folded_between_characters() -> None:
    note = "请带身份证，" * 40
    written = write_event(event(note=note), now=NOW)
    assert all(len(line) <= LINE_OCTETS for line in written.split(b"\r\n"))
    whole = written.decode().replace("\r\n ", "")
    assert f"DESCRIPTION:{note}" in whole


def test_what_has_a_meaning_of_its_own_is_marked_and_no_line_is_smuggled_in() -> None:
    written = write_event(event(note="a,b;c\\d\r\nSTATUS:CANCELLED"), now=NOW).decode()
    assert r"DESCRIPTION:a\,b\;c\\d\nSTATUS:CANCELLED" in written
    assert "\r\nSTATUS:CANCELLED" not in written


def test_a_cancelled_event_and_its_reminders_are_told() -> None:
    written = write_event(
        event(is_cancelled=True, reminds_before=(dt.timedelta(hours=2),)), now=NOW
    ).decode()
    assert "STATUS:CANCELLED" in written
    assert "TRIGGER:-PT120M" in written


@pytest.mark.parametrize(
    "values",
    [
        {"starts_at": NOW.replace(tzinfo=None)},
        {"ends_at": NOW - dt.timedelta(minutes=1)},
    ],
)
def test_times_that_cannot_be_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        write_event(event(**values), now=NOW)

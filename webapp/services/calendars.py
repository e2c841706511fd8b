"""
Appointments as files for a telephone's calendar (iCalendar, RFC 5545).

One file is one event. Sent again with the same ``uid`` and a higher ``sequence`` it
replaces the old one instead of standing beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MIMETYPE = "text/calendar; charset=utf-8"
LINE_OCTETS = 75
DOMAIN = "zhida"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    What to be at, when and where; times are aware.

    ``reminds_before`` are the times before the start at which the telephone rings.
    """

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str = ""
    note: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    reminds_before: tuple[dt.timedelta, ...] = ()


def write_event(event: Event, *, now: dt.datetime) -> bytes:
    """
    Return the event as an .ics file.

    Raises
    ------
    ValueError
        When a time is naive, or it ends before it starts.
    """
    if event.starts_at.tzinfo is None or event.ends_at.tzinfo is None:
        msg = f"Expected aware times, got {event.starts_at!r} and {event.ends_at!r}."
        raise ValueError(msg)
    if event.ends_at < event.starts_at:
        msg = f"Expected an end after {event.starts_at}, got {event.ends_at}."
        raise ValueError(msg)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Zhida//zhida//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}@{DOMAIN}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_text(event.title)}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_text(event.note)}"] if event.note else []),
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
    ]
    for before in event.reminds_before:
        minutes = round(before.total_seconds() / 60)
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_text(event.title)}",
            f"TRIGGER:-PT{minutes}M",
            "END:VALARM",
        ]
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    return b"\r\n".join(_folded(line) for line in lines)


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Return a text with what has a meaning of its own marked (RFC 5545, 3.3.11)."""
    for plain, marked in (("\\", "\\\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n")):
        text = text.replace(plain, marked)
    return "".join(each for each in text if each.isprintable() or each == "\t")


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, no character cut in two."""
    pieces: list[bytes] = []
    piece = b""
    for each in line:
        octets = each.encode("utf-8", "replace")
        # Every piece after the first begins with a blank.
        if len(piece) + len(octets) > LINE_OCTETS - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece])

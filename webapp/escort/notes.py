"""What a telephone sends, checked, and as the service takes it in."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models import BoardingKind, BoardingMeans, TripEventKind
from webapp.services.boarding.noting import (
    Note,
    PersonNote,
    TakeBackNote,
    TripNote,
    WaitingNote,
    WalkOnNote,
)

MOST = 500
LARGEST_ID = 2**31 - 1
OLDEST_MS = 10 * 24 * 3600 * 1000

ClientId = Annotated[str, Field(pattern=r"^[\w-]{8,36}$")]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class _Sent(BaseModel):
    """
    A note; `age_ms` is how long ago it was made.

    Not at what time: the clock of a telephone may be wrong, but it runs evenly.
    """

    model_config = ConfigDict(extra="ignore")

    id: ClientId
    age_ms: int = Field(default=0, ge=0, le=OLDEST_MS)


class SentPerson(_Sent):
    """Of somebody on the list."""

    what: Literal["aboard", "no_show", "taken_back"]
    party: Id
    place: Annotated[int, Field(ge=1, le=999)]
    means: BoardingMeans = BoardingMeans.NAME
    temperature: Annotated[float, Field(ge=30, le=45)] | None = None
    well: bool | None = None


class SentWalkOn(_Sent):
    """Of somebody without a booking."""

    what: Literal["walk_on"]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    stop: Id
    site: Id


class SentWaiting(_Sent):
    """Of a party that waited for seats."""

    what: Literal["waiting"]
    party: Id


class SentTrip(_Sent):
    """Of the coach."""

    what: Literal["reached", "departed", "delayed", "broke_down", "goes_on"]
    stop: Id | None = None
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class SentTakeBack(_Sent):
    """What was said of the coach was a mistake."""

    what: Literal["undo"]
    of: ClientId


Sent = Annotated[
    SentPerson | SentWalkOn | SentWaiting | SentTrip | SentTakeBack,
    Field(discriminator="what"),
]
_ADAPTER: TypeAdapter[Sent] = TypeAdapter(Sent)


def read(sent: object, now: dt.datetime) -> Note | None:
    """Return a note as the service takes it in; None when it cannot be understood."""
    try:
        note = _ADAPTER.validate_python(sent)
    except ValidationError:
        return None
    at = now - dt.timedelta(milliseconds=note.age_ms)
    match note:
        case SentPerson():
            warm = note.temperature
            return PersonNote(
                client_id=note.id,
                happened_at=at,
                kind=BoardingKind(note.what),
                means=note.means,
                party_id=note.party,
                place=note.place,
                temperature_tenths=None if warm is None else round(warm * 10),
                is_well=note.well,
            )
        case SentWalkOn():
            return WalkOnNote(note.id, at, note.name, note.stop, note.site)
        case SentWaiting():
            return WaitingNote(note.id, at, note.party)
        case SentTrip():
            kind = TripEventKind(note.what)
            return TripNote(note.id, at, kind, note.stop, note.minutes, note.note)
        case SentTakeBack():
            return TakeBackNote(note.id, at, note.of)

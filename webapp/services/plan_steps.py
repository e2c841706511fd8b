"""Changes by hand as a draft's rows keep them: plain names and numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from routing import editing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from routing.editing import Change

KINDS: dict[str, type[Change]] = {
    "move": editing.Move,
    "take": editing.Take,
    "add_stop": editing.AddStop,
    "move_stop": editing.MoveStop,
    "drop_stop": editing.DropStop,
    "set_coach": editing.SetCoach,
    "set_departure": editing.SetDeparture,
    "lock_trip": editing.LockTrip,
    "lock_train": editing.LockTrain,
    "lock_party": editing.LockParty,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def plain(change: Change) -> dict[str, Any]:
    """Return a change as JSON can hold it, for `change_of`."""
    values = asdict(change)
    if "service_date" in values:
        values["service_date"] = values["service_date"].isoformat()
    return {"kind": _NAMES[type(change)], **values}


def change_of(kept: Mapping[str, Any]) -> Change:
    """Return the change that `plain` wrote."""
    values = {name: value for name, value in kept.items() if name != "kind"}
    if "service_date" in values:
        values["service_date"] = dt.date.fromisoformat(values["service_date"])
    if "places" in values:
        values["places"] = tuple(values["places"])
    return KINDS[kept["kind"]](**values)

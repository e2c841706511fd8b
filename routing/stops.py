"""The stops of a trip with riders more or fewer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from routing.plan import Riders, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def without_riders(stops: Iterable[Stop], party: str, riders: int) -> list[Stop]:
    """Return stops without so many of a party, and without those it leaves unused."""
    kept = []
    for stop in stops:
        board = _less(stop.board, party, riders)
        alight = _less(stop.alight, party, riders)
        was_used = stop.board or stop.alight
        if board or alight or not was_used:
            kept.append(replace(stop, board=board, alight=alight))
    return kept


def _less(some: Iterable[Riders], party: str, riders: int) -> tuple[Riders, ...]:
    return tuple(
        replace(one, riders=one.riders - riders) if one.party == party else one
        for one in some
        if one.party != party or one.riders > riders
    )


def more(some: Iterable[Riders], joining: Riders) -> tuple[Riders, ...]:
    known = {one.party: one.riders for one in some}
    known[joining.party] = known.get(joining.party, 0) + joining.riders
    return tuple(Riders(party, riders) for party, riders in known.items())


def let_in(stops: Sequence[Stop], place: str, joining: Riders) -> Iterable[list[Stop]]:
    """Yield the ways to let riders in, before anybody gets out where that is so."""
    until = next((k for k, stop in enumerate(stops) if stop.alight), len(stops))
    for k, stop in enumerate(stops):
        if stop.place == place and not stop.alight and (stop.board or k < until):
            now = replace(stop, board=more(stop.board, joining))
            yield [*stops[:k], now, *stops[k + 1 :]]
            return
    for k in range(until + 1):
        yield [*stops[:k], Stop(place, board=(joining,)), *stops[k:]]


def let_out(stops: Sequence[Stop], place: str, leaving: Riders) -> Iterable[list[Stop]]:
    """Yield the ways to let riders out, after everybody got in."""
    after = max(k for k, stop in enumerate(stops) if stop.board) + 1
    for k, stop in enumerate(stops):
        if stop.place == place and not stop.board and k >= after:
            now = replace(stop, alight=more(stop.alight, leaving))
            yield [*stops[:k], now, *stops[k + 1 :]]
            return
    for k in range(after, len(stops) + 1):
        yield [*stops[:k], Stop(place, alight=(leaving,)), *stops[k:]]

"""
What is understood of queries, slot by slot, beside a plain list of patterns.

Precision is the share of what was read that was meant, recall the share of what was
meant that was read. A slot's value is a set (several places, shifts, certificates; a
single value is a set of one) and counts value by value, so a wrong value costs both.
Places count by what they mean in the gazetteer (of a name that means several, one will
do), amounts by the number. The rest counts by recall alone: whether the words that must
be left for the ranking are still there.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.plain_queries import read_plainly
from bench.query_slots import SLOTS, Slots, certificate_key, slots_of
from matcher.places.gazetteer import Gazetteer
from matcher.query import understand
from matcher.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DATA: Final = Path(__file__).parent / "data"
PLACES: Final = Path(__file__).parents[1] / "build" / "places"
HOME: Final = "320509"
ROUNDS: Final = 5

Case = tuple[str, str, Slots]
Counts = dict[str, tuple[int, int, int]]


def main(data: Path | None = None) -> None:
    """Print a table for each part of the set; ``data`` is not used."""
    gazetteer = Gazetteer.load(PLACES)
    parts = list_parts(gazetteer)
    every = [case for cases in parts.values() for case in cases]
    for name, cases in {**parts, "all": every}.items():
        ours = count(cases, lambda text: slots_of(understand(text, gazetteer, HOME)))
        floor = count(cases, lambda text: read_plainly(text, gazetteer, HOME))
        sys.stdout.write(f"### {name}: {len(cases)} queries\n\n")
        sys.stdout.write("| slot | said | floor P | floor R | ours P | ours R |\n")
        sys.stdout.write(f"|{'---|' * 6}\n")
        for slot in SLOTS:
            _, _, said = ours[slot]
            cells = [*_shares(slot, floor[slot]), *_shares(slot, ours[slot])]
            sys.stdout.write(f"| {slot} | {said} | {' | '.join(cells)} |\n")
        sys.stdout.write("\n")
    texts = [text for _, text, _ in every]
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for text in texts:
            understand(text, gazetteer, HOME)
    took_ms = (time.perf_counter() - start) * 1_000 / len(texts) / ROUNDS
    sys.stdout.write(f"A query is read in {took_ms:.2f} ms.\n")


def list_parts(gazetteer: Gazetteer) -> dict[str, list[Case]]:
    """
    Return the parts of the set, which are never mixed.

    The blind queries are parted by their number: rules were written with the odd ones
    in sight, the even ones were kept unread until they had been measured.
    """
    blind = _read(DATA / "queries_blind.tsv", gazetteer)
    parts = {
        "blind, odd": [case for case in blind if int(case[0][1:]) % 2],
        "blind, even": [case for case in blind if not int(case[0][1:]) % 2],
    }
    own = DATA / "queries_own.tsv"
    if own.exists():
        parts["own"] = _read(own, gazetteer)
    # By another hand again; the even ones were kept until the rules were widened by the
    # odd ones.
    fresh = _read(DATA / "queries_fresh.tsv", gazetteer)
    for half, odd in {"odd": 1, "even": 0}.items():
        parts[f"fresh, {half}"] = [
            case for case in fresh if int(case[0][1:]) % 2 == odd
        ]
    # The second halves were labelled before the code was opened too, and measured once
    # after it had been repaired by the first.
    for name in ("later", "newer"):
        cases = _read(DATA / f"queries_{name}.tsv", gazetteer)
        at = len(cases) // 2
        parts |= {f"{name}, first half": cases[:at], f"{name}, second": cases[at:]}
    # Written before the code was opened, measured once; nothing was widened by it.
    parts["held"] = _read(DATA / "queries_held.tsv", gazetteer)
    # Two scripts, English and typos mixed; widened by after they had been measured.
    parts["mixed"] = _read(DATA / "queries_mixed.tsv", gazetteer)
    # As people chat; labelled before the code was opened, widened by after that.
    parts["chat"] = _read(DATA / "queries_chat.tsv", gazetteer)
    # Written to the guideline alone, by two who had read nothing else of the project
    # (e, c); half of theirs was in sight when the rules were widened. And our own (n):
    # English of foreigners, pinyin and dialects, labelled before they were tried.
    new_hands = _read(DATA / "queries_new_hands.tsv", gazetteer)
    for name, is_own in {"new hands": False, "new hands, own": True}.items():
        parts[name] = [case for case in new_hands if case[0].startswith("n") is is_own]
    # The other half of those two hands', measured before it was read, widened by after.
    parts["new hands, held"] = _read(DATA / "queries_held_hands.tsv", gazetteer)
    return parts


def count(cases: Sequence[Case], read: Callable[[str], Slots]) -> Counts:
    """Return for each slot how many values were right, read, and meant."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, text, meant in cases:
        found = read(text)
        for slot in SLOTS:
            right, were_read, were_meant = _compared(slot, found[slot], meant[slot])
            for at, value in enumerate((right, were_read, were_meant)):
                sums[slot][at] += value
    return {slot: (each[0], each[1], each[2]) for slot, each in sums.items()}


def list_misses(
    cases: Sequence[Case], read: Callable[[str], Slots]
) -> Iterator[tuple[str, str, str, Slots]]:
    """Yield (id, text, slot, read and meant) of what was read wrongly."""
    for id_, text, meant in cases:
        found = read(text)
        for slot in SLOTS:
            right, were_read, were_meant = _compared(slot, found[slot], meant[slot])
            if not right == were_read == were_meant:
                yield id_, text, slot, {"read": found[slot], "meant": meant[slot]}


def _compared(
    slot: str, found: frozenset[str], meant: frozenset[str]
) -> tuple[int, int, int]:
    if slot == "rest":
        left = " ".join(found)
        return sum(words in left for words in meant), len(meant), len(meant)
    if slot in ("place", "home"):
        found = frozenset(_named(each, meant) for each in found)
    return len(found & meant), len(found), len(meant)


def _named(code: str, meant: frozenset[str]) -> str:
    """Return the name of several meanings that a code is one of, else the code."""
    sign, plain = code[:1] == "!", code.removeprefix("!")
    for each in meant:
        if (each[:1] == "!") == sign and plain in each.removeprefix("!").split("|"):
            return each
    return code


def _shares(slot: str, counts: tuple[int, int, int]) -> tuple[str, str]:
    right, were_read, were_meant = counts
    precision = "" if slot == "rest" else _share(right, were_read)
    return precision, _share(right, were_meant)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def _read(path: Path, gazetteer: Gazetteer) -> list[Case]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["id"], row["text"], _meant(row, gazetteer)) for row in rows]


def _meant(row: dict[str, str], gazetteer: Gazetteer) -> Slots:
    slots: dict[str, frozenset[str]] = {}
    for slot in SLOTS:
        values = [value.strip() for value in (row[slot] or "").split(";")]
        values = [value for value in values if value]
        if slot in ("place", "home"):
            values = [_code(value, gazetteer) for value in values]
        elif slot == "certificates":
            values = [certificate_key(value) for value in values]
        elif slot == "rest":
            values = [normalise(value).lower() for value in values]
        elif values and re.fullmatch(r"[\d.]+", values[0]):
            values = [f"{float(value):g}" for value in values]
        slots[slot] = frozenset(values)
    return slots


def _code(name: str, gazetteer: Gazetteer) -> str:
    """Return what a name means; one that is not in the gazetteer means itself."""
    refused, name = name.startswith("!"), name.removeprefix("!")
    found = gazetteer.resolve(name, HOME)
    meanings = (found.place,) if found.place else found.candidates
    codes = "|".join(place.code for place in meanings if place) or name
    return f"!{codes}" if refused else codes


def _print_misses(part: str) -> None:
    gazetteer = Gazetteer.load(PLACES)
    cases = list_parts(gazetteer)[part]
    misses = list_misses(
        cases, lambda text: slots_of(understand(text, gazetteer, HOME))
    )
    for id_, text, slot, values in misses:
        read, meant = (" ".join(sorted(values[key])) for key in ("read", "meant"))
        sys.stdout.write(f"{id_} {slot}: read {read!r}, meant {meant!r} | {text}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.queries")
    parser.add_argument("--misses", metavar="PART", help="print what was misread there")
    arguments = parser.parse_args()
    if arguments.misses:
        _print_misses(arguments.misses)
    else:
        main()

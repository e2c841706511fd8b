"""The shipped reader beside the grammar, on lines that neither has learnt from."""

from __future__ import annotations

import csv
import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matcher.wording.checking import check
from matcher.wording.learnt import GROUNDS, LearntReader, open_reader
from matcher.wording.rules import Severity

ROOT = Path(__file__).parents[3]
HELD = sorted((ROOT / "bench" / "data" / "wording").glob("held_*.tsv"))
LEARNT = [
    *sorted(Path(__file__).parent.glob("cases*.tsv")),
    ROOT / "matcher" / "training" / "wording_lines.tsv",
]
# What many hands write is found but for a few, and little else is stopped.
FOUND, STOPPED = 0.96, 0.035

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("openvino") is None, reason="no build of OpenVINO"),
]


@pytest.fixture(scope="module")
def reader() -> LearntReader:
    found = open_reader(ROOT / "build" / "encoder" / "e5-job")
    if found is None:
        pytest.fail("The network of lines is missing: make install builds it.")
    return found


def rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], row["expected"]) for row in table]


def stops(text: str, reader: LearntReader | None) -> bool:
    found = check(text, reader=reader)
    return any(each.severity is Severity.BLOCK for each in found)


def test_no_held_line_is_learnt_from() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\W", "", text).lower()

    learnt = {bare(text) for path in LEARNT for text, _ in rows(path)}
    held = [text for path in HELD for text, _ in rows(path)]
    assert len(held) > 300
    assert not [text for text in held if bare(text) in learnt]


def test_held_lines_are_found_and_harmless_ones_pass(reader: LearntReader) -> None:
    held = [row for path in HELD for row in rows(path)]
    unlawful = [text for text, expected in held if expected != "-"]
    harmless = [text for text, expected in held if expected == "-"]
    for used, found, stopped in ((reader, FOUND, STOPPED), (None, 0.85, 0.1)):
        assert sum(stops(text, used) for text in unlawful) >= found * len(unlawful)
        assert sum(stops(text, used) for text in harmless) <= stopped * len(harmless)


def test_one_line_is_the_same_beside_others_and_again(reader: LearntReader) -> None:
    lines = ["只招女工", "招普工两名，男女不限，包吃住", "ladies only please"]
    together = reader.log_odds([*lines, *lines])
    assert together.shape == (6, 1 + len(GROUNDS))
    assert np.array_equal(together[:3], together[3:])
    fresh = LearntReader(ROOT / "build" / "encoder" / "e5-job")
    for line, odds in zip(lines, together, strict=False):
        assert np.allclose(fresh.log_odds([line])[0], odds, atol=0.3)


@pytest.mark.parametrize(
    "text", ["\ud800\x00女", "🙂" * 50, "工" * 30_000, "<b>女</b>"]
)
def test_any_text_is_read(reader: LearntReader, text: str) -> None:
    for found in check(text, reader=reader):
        assert text[found.start : found.end] == found.phrase

"""
The wording check on its cases, beside a plain list of words.

The cases were read while the grammar was written and are learnt from. The held lines
(``data/wording``) are by further hands, in no table that anything is learnt from.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.wording.checking import check
from matcher.wording.learnt import open_reader
from matcher.wording.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from matcher.wording.learnt import LineReader

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "tests" / "matcher" / "wording"
HELD: Final = Path(__file__).parent / "data" / "wording"
ENCODER: Final = ROOT / "build" / "encoder" / "e5-job"
SETS: Final = {
    "first set": "cases.tsv",
    "second set, by another hand": "cases_second.tsv",
    "third set, by another hand": "cases_third.tsv",
    "fresh set, measured once": "cases_fresh.tsv",
    "later set, widened by its first half": "cases_later.tsv",
    "held set, measured once": "cases_held.tsv",
    "plain set, first half": "cases_plain_dev.tsv",
    "plain set, held half": "cases_plain_held.tsv",
    "chat set, first half": "cases_chat_dev.tsv",
    "chat set, held half": "cases_chat_held.tsv",
    "chat set, written later": "cases_chat_fresh.tsv",
    "unseen set a, first half": "cases_unseen_a_dev.tsv",
    "unseen set b, first half": "cases_unseen_b_dev.tsv",
    "unseen set a, held half": "cases_unseen_a_held.tsv",
    "unseen set b, held half": "cases_unseen_b_held.tsv",
    "unseen set c": "cases_unseen_c.tsv",
    "kinds that these missed": "cases_kinds.tsv",
    "lines of every ground": "cases_grounds.tsv",
    "new hands, and their kinds": "cases_new_hands.tsv",
    "lines of the making": "cases_varied.tsv",
}
# What a careful person without a programmer would search for.
WORDS: Final = (
    "限男",
    "限女",
    "女性",
    "男性",
    "女优先",
    "男优先",
    "女士优先",
    "男士优先",
    "未婚",
    "已婚",
    "已育",
    "怀孕",
    "孕妇",
    "民族",
    "汉族",
    "宗教",
    "信教",
    "户口",
    "户籍",
    "本地人",
    "外地人",
    "河南人",
    "乙肝",
    "残疾",
    "押金",
    "保证金",
    "身份证原件",
    "毕业证",
)
ADVERT_CHARACTERS: Final = 1_000
ROUNDS: Final = 50


def main(data: Path | None = None) -> None:
    """Print the table; the cases are part of the tests, ``data`` is not used."""
    reader = open_reader(ENCODER)
    systems: dict[str, Callable[[str], bool]] = {
        f"a list of {len(WORDS)} words": lambda text: any(
            word in text for word in WORDS
        ),
        "the grammar": lambda text: _blocks(text, None),
        "Zhida": lambda text: _blocks(text, reader),
    }
    sys.stdout.write(
        "| set | system | lines with a block found | harmless ones blocked |\n"
        "|---|---|---|---|\n"
    )
    held = {f"held, {path.stem[-1]}": path for path in sorted(HELD.glob("*.tsv"))}
    sets = held | {named: FOLDER / file for named, file in SETS.items()}
    tables = {named: _read(path) for named, path in sets.items()}
    together = [row for named in held for row in tables[named]]
    for named, rows in {"all held lines": together, **tables}.items():
        for name, finds in systems.items():
            sys.stdout.write(f"| {named} | {name} | {_figures(rows, finds)} |\n")
    rows = _read(FOLDER / SETS["first set"])
    for said, chosen in {
        "a finding in every other line": rows,
        "nothing to find": [row for row in rows if row["expected"] == "-"],
    }.items():
        advert = "。".join(row["text"] for row in chosen)[:ADVERT_CHARACTERS]
        sys.stdout.write(
            f"\nAn advert of {len(advert):,} characters, {said}: the grammar "
            f"{_milliseconds(advert):.1f} ms"
        )
        if reader is not None:
            start = time.perf_counter()
            check(advert, reader=reader)
            first = (time.perf_counter() - start) * 1_000
            sys.stdout.write(f", both {first:.0f} ms where no line was read before")
        sys.stdout.write("\n")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _figures(rows: list[dict[str, str]], finds: Callable[[str], bool]) -> str:
    """Return how many of the unlawful lines were found, how many of the others."""
    blocked = [row["text"] for row in rows if _grounds(row) - {"age"}]
    harmless = [row["text"] for row in rows if not _grounds(row) - {"age"}]
    return " | ".join(
        f"{found} of {len(texts)} ({found / len(texts):.1%})"
        for texts in (blocked, harmless)
        for found in [sum(map(finds, texts))]
    )


def _milliseconds(advert: str) -> float:
    check(advert)
    start = time.perf_counter()
    for _ in range(ROUNDS):
        check(advert)
    return (time.perf_counter() - start) / ROUNDS * 1_000


def _blocks(text: str, reader: LineReader | None) -> bool:
    found = check(text, reader=reader)
    return any(finding.severity is Severity.BLOCK for finding in found)


def _grounds(row: dict[str, str]) -> set[str]:
    return set(row["expected"].split(",")) - {"-"}


if __name__ == "__main__":
    main()

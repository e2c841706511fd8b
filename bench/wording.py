"""The wording check on its cases, beside a plain list of words."""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.wording.checking import check
from matcher.wording.rules import Severity

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: Final = Path(__file__).parents[1] / "tests" / "matcher" / "wording" / "cases.tsv"
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
    with CASES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    sys.stdout.write("| system | lines with a block found | harmless ones blocked |\n")
    sys.stdout.write("|---|---|---|\n")
    systems: dict[str, Callable[[str], bool]] = {
        "a list of 28 words": lambda text: any(word in text for word in WORDS),
        "Zhida": _blocks,
    }
    blocked = [row["text"] for row in rows if set(_grounds(row)) - {"age"}]
    harmless = [row["text"] for row in rows if not set(_grounds(row)) - {"age"}]
    for name, finds in systems.items():
        found, false = (sum(map(finds, texts)) for texts in (blocked, harmless))
        sys.stdout.write(
            f"| {name} | {found} of {len(blocked)} ({found / len(blocked):.1%}) "
            f"| {false} of {len(harmless)} ({false / len(harmless):.1%}) |\n"
        )
    advert = "。".join(row["text"] for row in rows)[:ADVERT_CHARACTERS]
    check(advert)
    start = time.perf_counter()
    for _ in range(ROUNDS):
        check(advert)
    milliseconds = (time.perf_counter() - start) / ROUNDS * 1_000
    sys.stdout.write(
        f"\nAn advert of {ADVERT_CHARACTERS:,} characters: {milliseconds:.1f} ms\n"
    )


def _blocks(text: str) -> bool:
    return any(finding.severity is Severity.BLOCK for finding in check(text))


def _grounds(row: dict[str, str]) -> list[str]:
    return [ground for ground in row["expected"].split(",") if ground != "-"]


if __name__ == "__main__":
    main()

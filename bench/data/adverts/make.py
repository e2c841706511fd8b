"""
Make ``adverts.tsv``: made-up adverts of real kinds of work, the same at every run.

Every duty passage of ``passages.tsv`` is used three times or nearly so, with
conditions drawn from ``conditions.toml`` and written in one of its styles; some titles
hide the work, and some vacancies are advertised by three agencies in other words.
"""

from __future__ import annotations

import csv
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
SEED: Final = 20
USES: Final = 3
GROUPS: Final = 40
REWORDINGS: Final = 3
DISGUISED: Final = 0.15
BY_AGENCY: Final = 0.25
SHORTEST, LONGEST = 60, 300
DAY: Final = "白班"
FILLERS: Final = (
    "欢迎来厂里看看再定",
    "有意者带身份证面谈",
    "工资每月按时发",
    "长期有效",
)
COLUMNS: Final = ("id", "title", "employer", "place", "text", "dup_group")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What is advertised, before it is put into words."""

    setting: str
    titles: tuple[str, ...]
    duty: str
    pay: tuple[int, int]
    place: str
    shift: list[str]
    asks: list[list[str]]
    benefits: list[list[str]]


def read_passages() -> list[dict[str, str]]:
    """Return the rows of the passages, one an occupation."""
    with (HERE / "passages.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def draw(
    row: dict[str, str], duty: str, tables: dict[str, Any], rng: random.Random
) -> Vacancy:
    """Return a vacancy of an occupation with pay, place and conditions."""
    setting = row["setting"]
    low, high = map(int, row["pay"].split("-"))
    step = rng.choice((-500, 0, 0, 0, 500))
    asked = [wordings for wordings in tables["asks"][setting] if wordings != [""]]
    given = tables["benefits"][setting]
    return Vacancy(
        setting,
        tuple(row["titles"].split(";")),
        duty,
        (max(low + step, 2500), max(high + step, 3000)),
        rng.choice(tables["places"]["names"]),
        rng.choice(tables["shift"][setting]),
        rng.sample(asked, rng.choice((1, 1, 2))),
        rng.sample(given, min(len(given), rng.choice((1, 2, 2, 3)))),
    )


def written_pay(pay: tuple[int, int], rng: random.Random) -> str:
    """Return pay in one of the forms of the boards."""
    low, high = pay
    return rng.choice(
        (
            f"{low}-{high}元/月",
            f"月薪{low}到{high}",
            f"{low / 1000:g}k-{high / 1000:g}k",
            f"综合工资{low}~{high}",
            f"到手{low / 1000:g}-{high / 1000:g}千",
            f"底薪加计件，月均{low}-{high}",
        )
    )


def write(
    vacancy: Vacancy,
    style: str,
    hidden: bool,
    tables: dict[str, Any],
    rng: random.Random,
) -> tuple[str, str]:
    """Return the title and the text of an advert of the vacancy."""
    title = rng.choice(vacancy.titles)
    if hidden:
        title = rng.choice(tables["disguises"][vacancy.setting])
    if vacancy.shift[0] and DAY not in vacancy.shift[0]:
        # A title may hide the work; it does not lie about the shift.
        title = title.removeprefix(f"长{DAY}")
    duty = vacancy.duty
    if rng.random() < 0.3:
        # Agencies tell the same duties in another order.
        parts = duty.split("，")
        duty = "，".join([*parts[1:], parts[0]])
    text = tables["styles"][style].format(
        title=title,
        place=vacancy.place,
        duty=duty,
        pay=written_pay(vacancy.pay, rng),
        shift=rng.choice(vacancy.shift),
        asks="，".join(rng.choice(wordings) for wordings in vacancy.asks),
        benefits="，".join(_compatible(vacancy.benefits, tables["lodging"], rng)),
    )
    text = re.sub(r"工作时间：。|；5、班次：(?=。)|✅(?=✅)|(?<=。)，+", "", text)
    text = re.sub(r"，(?=[，。！])", "", text)
    for filler in rng.sample(FILLERS, len(FILLERS)):
        if len(text) >= SHORTEST:
            break
        text = f"{text}{filler}。"
    return title, text[:LONGEST]


def named(pattern: str, tables: dict[str, Any], rng: random.Random) -> str:
    """Return a made-up employer's name that nobody can take for a real one."""
    names = tables["names"]
    return pattern.format(a=rng.choice(names["a"]), b=rng.choice(names["b"]))


def adverts(rng: random.Random) -> list[tuple[str, ...]]:
    """Return the rows of all adverts, shuffled, without their ids."""
    tables = tomllib.loads((HERE / "conditions.toml").read_text("utf-8"))
    duties = [(row, duty) for row in read_passages() for duty in _split(row)]
    styles = list(tables["styles"])
    rows: list[tuple[str, ...]] = []
    for row, duty in duties * USES:
        vacancy = draw(row, duty, tables, rng)
        hidden = rng.random() < DISGUISED
        title, text = write(vacancy, rng.choice(styles), hidden, tables, rng)
        kind = "agency" if rng.random() < BY_AGENCY else vacancy.setting
        employer = named(rng.choice(tables["employers"][kind]), tables, rng)
        rows.append((title, employer, vacancy.place, text, ""))
    for group, (row, duty) in enumerate(rng.sample(duties, GROUPS), start=1):
        vacancy = draw(row, duty, tables, rng)
        for style in rng.sample(styles, REWORDINGS):
            title, text = write(vacancy, style, False, tables, rng)
            employer = named(rng.choice(tables["employers"]["agency"]), tables, rng)
            rows.append((title, employer, vacancy.place, text, f"g{group:02}"))
    rng.shuffle(rows)
    return rows


def main() -> None:
    """Write the adverts beside this file."""
    rows = adverts(random.Random(SEED))
    with (HERE / "adverts.tsv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for number, row in enumerate(rows, start=1):
            file.write("\t".join((f"a{number:04}", *row)) + "\n")


def _compatible(
    benefits: list[list[str]], lodging: dict[str, list[str]], rng: random.Random
) -> list[str]:
    """Return a wording of each benefit; none withholds the lodging another gives."""
    written = [rng.choice(wordings) for wordings in benefits]
    if set(written) & set(lodging["given"]):
        written = [benefit for benefit in written if benefit not in lodging["withheld"]]
    return written


def _split(row: dict[str, str]) -> list[str]:
    return row["passages"].split("|")


if __name__ == "__main__":
    main()

"""
Search through the web: 20,000 vacancies, two gunicorn workers, distinct queries.

The clients run in this process on the same two cores, so what they take is part of
what is measured. The floor in the table is the same server answering ``/healthz``.
"""

from __future__ import annotations

import itertools
import random
import sys
from pathlib import Path
from urllib.parse import quote

from bench.serving import VACANCIES, ask, served

REQUESTS = 600
WARM_UP = 40

TOWNS = ("盛泽", "震泽", "平望", "黎里", "同里", "桃源", "七都", "松陵", "")
WORK = (
    "缝纫工", "普工", "装配工", "叉车司机", "质检员", "仓库管理员", "挡车工", "电工",
    "数控车床", "包装工", "会计", "厨师", "保安", "跟单员", "印染工", "注塑工", "焊工",
    "文员", "销售", "保洁", "护理员", "机修", "司机", "服务员", "设备维护",
)  # fmt: skip
SKILLS = ("", "熟练", "学徒", "双休")
PAY = ("", "5000以上", "6000以上", "6-8千", "8000以上")
LODGING = ("", "包住", "包吃住")
SHIFTS = ("", "长白班", "两班倒")


def main(_data: Path) -> None:
    """Prepare the instance once, then measure and write a table."""
    with served() as port:
        asked = [f"/search?q={quote(text)}" for text in queries()]
        ask(port, asked[:WARM_UP], clients=4)
        sys.stdout.write(
            "| what | clients | requests/s | p50 ms | p95 ms | p99 ms |\n"
            "|---|---|---|---|---|---|\n"
        )
        start = WARM_UP
        for clients in (1, 4, 8):
            paths = asked[start : start + REQUESTS]
            start += REQUESTS
            _report(f"search, {VACANCIES:,} vacancies", port, paths, clients)
        _report("healthz (the web alone)", port, ["/healthz"] * REQUESTS, 4)


def queries() -> list[str]:
    """
    Return queries of which no two ask for the same work, shuffled with a seed.

    A worker remembers the vectors of what it was asked for, so the words that are left
    after the conditions must differ too, or nothing would be encoded.
    """
    chance = random.Random(0)
    works = [
        f"{one} {other} {skill}".strip()
        for one, other in itertools.permutations(WORK, 2)
        for skill in SKILLS
    ]
    chance.shuffle(works)
    conditions = (TOWNS, PAY, LODGING, SHIFTS)
    return [
        " ".join(word for word in (*map(chance.choice, conditions), work) if word)
        for work in works
    ]


def _report(what: str, port: int, paths: list[str], clients: int) -> None:
    found = ask(port, paths, clients)
    times = " | ".join(f"{found.at_ms(share):.0f}" for share in (0.5, 0.95, 0.99))
    sys.stdout.write(f"| {what} | {clients} | {found.rate:.0f} | {times} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path())

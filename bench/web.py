"""
The public pages under load: 20,000 vacancies, two gunicorn workers, two cores.

People do not all ask for the same, nor each for something else: a word's rank times its
frequency is about constant (Zipf). So searches and vacancies are drawn by rank, from
2,000 searches and from half of the vacancies, on a server that starts with nothing
kept; the share that nobody has asked for before is told. Beside them stands what it
costs when every request is the first of its kind, and when none is. The clients run
in this process on the same cores, and what they take is part of what is measured; the
last column is what the servers took, which other work on the machine changes little.
"""

from __future__ import annotations

import gzip
import http.client
import itertools
import random
import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from bench.serving import VACANCIES, ask, cpu_s, served
from bench.web_search import queries

if TYPE_CHECKING:
    from pathlib import Path

CLIENTS = 8
REQUESTS = 4_000
FIRST_REQUESTS = 600
SEARCHES = 2_000
# What somebody taps after a search: a condition, an order, a page.
TAPS = ("", "", "", "&lodging=1", "&sort=pay", "&pay=6000", "&page=2")
SEED = 0


def main(_data: Path) -> None:
    """Measure, and write two tables."""
    chance = random.Random(SEED)
    texts = [quote(text) for text in queries()]
    searches = [f"/search?q={text}{chance.choice(TAPS)}" for text in texts[:SEARCHES]]
    firsts = [f"/search?q={text}" for text in texts[SEARCHES:]]
    with served() as port:
        vacancies = open_vacancies(port)
        chance.shuffle(vacancies)
        asked = vacancies[: len(vacancies) // 2]
        others = vacancies[len(vacancies) // 2 :]
        sys.stdout.write(
            "| what | new | requests/s | p50 ms | p95 ms | p99 ms | CPU ms | asked |\n"
            "|---|---|---|---|---|---|---|---|\n"
        )
        for kind, paths, target in (
            ("search", searches, "≥ 200/s, p95 ≤ 120 ms"),
            ("vacancy", asked, "≥ 400/s"),
        ):
            seen: set[str] = set()
            for what in ("from cold", "going on"):
                some = drawn(paths, chance)
                new = len(set(some) - seen) / len(some)
                report(f"{kind}, drawn by rank, {what}", port, some, new, target)
                seen |= set(some)
            again = chance.choices(sorted(seen)[:SEARCHES], k=REQUESTS)
            report(f"{kind}, each asked before", port, again, 0, target)
        for kind, paths in (("search", firsts), ("vacancy", others)):
            report(f"{kind}, each the first", port, paths[:FIRST_REQUESTS], 1)
        report("start page", port, ["/"] * REQUESTS, 0)
        report("healthz (the web alone)", port, ["/healthz"] * REQUESTS, 0)
        sys.stdout.write(
            "\n| first visit | page, KB gz | with its files, KB gz | asked |\n"
            "|---|---|---|---|\n"
        )
        for what, path in (
            ("start page", "/"),
            ("search", f"/search?q={texts[0]}"),
            ("vacancy", vacancies[0]),
        ):
            page, files = weight(port, path)
            sys.stdout.write(
                f"| {what} | {page / 1024:.1f} | {files / 1024:.1f} | ≤ 100 |\n"
            )


def drawn(paths: list[str], chance: random.Random) -> list[str]:
    """Return so many requests, the first path the likeliest, by Zipf's law."""
    weights = [1 / rank for rank in range(1, len(paths) + 1)]
    return chance.choices(paths, weights, k=REQUESTS)


def open_vacancies(port: int) -> list[str]:
    """Return the paths of all vacancies, as the sitemap names them."""
    listed = fetch(port, "/sitemap.xml").decode()
    paths = re.findall(r"<loc>https?://[^/]+(/vacancies/\d+)</loc>", listed)
    if len(paths) < VACANCIES / 2:
        raise RuntimeError(f"Expected most of {VACANCIES} vacancies, got {len(paths)}.")
    return paths


def weight(port: int, path: str) -> tuple[int, int]:
    """Return the bytes of a page, and of the page with what a browser loads for it."""
    page = fetch(port, path)
    text = page.decode()
    files = itertools.chain(
        re.findall(r'<link rel="(?:icon|stylesheet)" href="(/[^"]+)"', text),
        re.findall(r'<(?:script|img) [^>]*src="(/[^"]+)"', text),
    )
    alone = len(gzip.compress(page))
    return alone, alone + sum(
        len(gzip.compress(fetch(port, each.replace("&amp;", "&"))))
        for each in dict.fromkeys(files)
    )


def fetch(port: int, path: str) -> bytes:
    """Return the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    return connection.getresponse().read()


def report(
    what: str, port: int, paths: list[str], new: float, target: str = "–"
) -> None:
    """Ask, and write a row; of the processor, what the servers alone took."""
    before = cpu_s()
    found = ask(port, paths, CLIENTS)
    took = 1000 * (cpu_s() - before) / len(paths)
    times = " | ".join(f"{found.at_ms(share):.0f}" for share in (0.5, 0.95, 0.99))
    sys.stdout.write(
        f"| {what} | {new:.0%} | {found.rate:.0f} | {times} | {took:.1f} | {target} |\n"
    )
    sys.stdout.flush()

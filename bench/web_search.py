"""
Search through the web: 20,000 vacancies, two gunicorn workers, distinct queries.

The clients run in this process on the same two cores, so what they take is part of
what is measured. The floor in the table is the same server answering ``/healthz``.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "build" / "bench" / "web_search"
VACANCIES = 20_000
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
    environment = {**os.environ, "ZHIDA_VAR_DIR": str(INSTANCE)}
    _prepare(environment)
    port = _free_port()
    server = subprocess.Popen(
        [_zhida(), "serve", "--port", str(port), "--workers", "2"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        queries = _queries()
        _measure(port, [f"/search?q={quote(q)}" for q in queries[:WARM_UP]], clients=4)
        sys.stdout.write(
            "| what | clients | requests/s | p50 ms | p95 ms | p99 ms |\n"
            "|---|---|---|---|---|---|\n"
        )
        start = WARM_UP
        for clients in (1, 4, 8):
            paths = [f"/search?q={quote(q)}" for q in queries[start : start + REQUESTS]]
            start += REQUESTS
            _report(f"search, {VACANCIES:,} vacancies", port, paths, clients)
        _report("healthz (the web alone)", port, ["/healthz"] * REQUESTS, 4)
    finally:
        server.terminate()
        server.wait(30)


def _queries() -> list[str]:
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


def _prepare(environment: dict[str, str]) -> None:
    done = INSTANCE / ".prepared"
    if done.exists():
        return
    INSTANCE.mkdir(parents=True, exist_ok=True)
    for command in (
        ["migrate"],
        ["demo", "--vacancies", str(VACANCIES), "--seekers", "100", "--riders", "100"],
        ["embed"],
    ):
        subprocess.run([_zhida(), *command], env=environment, check=True)
    done.touch()


def _zhida() -> str:
    return str(Path(sys.executable).parent / "zhida")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("The server did not answer within 120 s.")


def _measure(port: int, paths: list[str], clients: int) -> tuple[float, list[float]]:
    """Return the seconds in all, and of each request."""
    remaining = iter(paths)
    lock = threading.Lock()
    seconds: list[float] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                path = next(remaining, None)
            if path is None:
                return
            start = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            took = time.perf_counter() - start
            if response.status != 200:
                message = f"{path}: HTTP {response.status}"
                raise RuntimeError(message)
            with lock:
                seconds.append(took)

    start = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(seconds) != len(paths):
        message = f"{len(paths) - len(seconds)} of {len(paths)} requests failed."
        raise RuntimeError(message)
    return time.perf_counter() - start, sorted(seconds)


def _report(what: str, port: int, paths: list[str], clients: int) -> None:
    total, seconds = _measure(port, paths, clients)

    def at(share: float) -> str:
        return f"{1000 * seconds[int(share * (len(seconds) - 1))]:.0f}"

    rate = len(seconds) / total
    sys.stdout.write(
        f"| {what} | {clients} | {rate:.0f} | {at(0.5)} | {at(0.95)} | {at(0.99)} |\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path())

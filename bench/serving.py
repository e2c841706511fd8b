"""An instance of 20,000 vacancies behind two gunicorn workers, and who asks it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from models.sealed import use_keyring
from webapp.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedReader

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "build" / "bench" / "web"
VACANCIES = 20_000
ZHIDA = (sys.executable, "-c", "from webapp.cli import main; main()")
RESTING = 0.1  # of a core: no worker loads anything any more
READY_S = 180
LONGEST_S = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """How long all took together, and each by itself, the shortest first."""

    wall_s: float
    seconds: list[float]

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.seconds) / self.wall_s

    def at_ms(self, share: float) -> float:
        """Return the milliseconds within which a share of them was answered."""
        return 1000 * self.seconds[int(share * (len(self.seconds) - 1))]


@contextmanager
def served(folder: Path = INSTANCE) -> Iterator[int]:
    """Serve the instance, prepared on the first call, and yield the port."""
    environment = {**os.environ, "ZHIDA_VAR_DIR": str(folder)}
    prepare(folder, environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = subprocess.Popen(
        [*ZHIDA, "serve", "--port", str(port), "--workers", "2", "--no-planner"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


@contextmanager
def copied() -> Iterator[tuple[Settings, dict[str, str]]]:
    """Copy the instance to write on; yield its settings, and what programs need."""
    prepare(INSTANCE, {**os.environ, "ZHIDA_VAR_DIR": str(INSTANCE)})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "instance"
        shutil.copytree(INSTANCE, folder)
        environment = {**os.environ, "ZHIDA_VAR_DIR": str(folder)}
        subprocess.run([*ZHIDA, "migrate"], cwd=ROOT, env=environment, check=True)
        settings = replace(Settings.from_env(), var_dir=folder)
        use_keyring(settings.keyring())
        yield settings, environment


def prepare(folder: Path, environment: dict[str, str]) -> None:
    """Fill the instance and encode its vacancies; some minutes, once."""
    done = folder / ".prepared"
    folder.mkdir(parents=True, exist_ok=True)
    # One that an older version filled lacks the columns that came since.
    subprocess.run([*ZHIDA, "migrate"], cwd=ROOT, env=environment, check=True)
    if done.exists():
        return
    for command in (
        ["demo", "--vacancies", str(VACANCIES), "--seekers", "100", "--riders", "100"],
        ["embed"],
    ):
        subprocess.run([*ZHIDA, *command], cwd=ROOT, env=environment, check=True)
    done.touch()


def cpu_s() -> float:
    """Return the processor seconds that the servers begun here took until now."""
    ticks = 0
    ours = {os.getpid()}
    # A parent is listed before its children, but for numbers that began anew.
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda each: int(each.name)):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[1]) in ours:
            ours.add(int(folder.name))
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_for(port: int) -> None:
    """Wait until both workers have loaded all: searches are quick, and they rest."""
    deadline = time.monotonic() + READY_S
    quick = 0
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection(
                "127.0.0.1", port, timeout=LONGEST_S
            )
            start = time.monotonic()
            connection.request("GET", "/search?page=2")
            status = connection.getresponse().status
            is_quick = status == 200 and time.monotonic() - start < 0.5
            quick = quick + 1 if is_quick else 0
            if quick == 20:
                break
        except OSError:
            time.sleep(0.2)
    while time.monotonic() < deadline:
        used = cpu_s()
        time.sleep(1)
        if cpu_s() - used < RESTING:
            return
    raise TimeoutError(f"The server did not answer within {READY_S} s.")


def ask(port: int, paths: Sequence[str], clients: int) -> Answered:
    """Ask for all paths, as ``send`` does."""
    return send(port, [request("GET", path) for path in paths], clients)


def request(method: str, path: str, body: str = "", **headers: str) -> bytes:
    """Return a request as it is written to the line; ``_`` in names is ``-``."""
    named = {"Host": "localhost", **headers}
    if body:
        named["Content-Length"] = str(len(body.encode()))
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", body]).encode()


def send(
    port: int, requests: Sequence[bytes], clients: int, expected: int = 200
) -> Answered:
    """
    Send all requests, each client on a connection that is kept open.

    Raises
    ------
    RuntimeError
        When one was not answered with the expected status.
    """
    remaining = iter(requests)
    lock = threading.Lock()
    seconds: list[float] = []
    failed: list[str] = []

    def client() -> None:
        with socket.create_connection(("127.0.0.1", port), timeout=LONGEST_S) as line:
            answers = line.makefile("rb")
            while not failed:
                with lock:
                    sent = next(remaining, None)
                if sent is None:
                    return
                start = time.perf_counter()
                line.sendall(sent)
                status = read_answer(answers)
                took = time.perf_counter() - start
                with lock:
                    seconds.append(took)
                    if status != expected:
                        first = sent.partition(b"\r\n")[0].decode()
                        failed.append(f"{first}: {status}")

    start = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall_s = time.perf_counter() - start
    if failed or len(seconds) != len(requests):
        raise RuntimeError(failed[0] if failed else "A connection was cut.")
    return Answered(wall_s, sorted(seconds))


def read_answer(answers: BufferedReader) -> int:
    """Read one answer to its end, and return its status."""
    status, length = 0, 0
    while line := answers.readline():
        if not status:
            status = int(line.split()[1])
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
        if line == b"\r\n":
            break
    answers.read(length)
    return status

"""`zhida serve`: the web application and the planning worker, until Ctrl-C."""

from __future__ import annotations

import ctypes
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from webapp.cli.instance import instance
from webapp.database import is_up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from webapp.config import Settings

STARTING_S = 60.0
STOPPING_S = 10.0
LOOK_EVERY_S = 0.25
# A worker that ends sooner than this would end again.
WORKER_LIVES_S = 10.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h
MEMORY = Path("/dev/shm")
PAGES = "zhida-pages-"

# What WeasyPrint loads to write a PDF, and who brings it on Debian and Ubuntu.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


@click.command
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="PORT",
    type=click.IntRange(1, 65_535),
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--planner/--no-planner",
    default=True,
    show_default=True,
    help="Also run the worker that plans campaigns.",
)
def serve(host: str, port: int, workers: int, threads: int, planner: bool) -> None:
    """Serve the web application and plan campaigns until Ctrl-C."""
    _require_free(host, port)
    with instance() as (engine, settings):
        if not is_up_to_date(engine):
            msg = "The database is not up to date; run `zhida prepare` first."
            raise click.ClickException(msg)
        with Session(engine) as session:
            logins = _demo_logins(session)
    if missing := _missing_packages():
        click.echo(
            "Manifests cannot be written as PDF here, all else works. "
            f"On Debian or Ubuntu: apt-get install {' '.join(missing)}",
            err=True,
        )
    with pages_folder() as pages:
        settings = replace(settings, pages_dir=pages)
        _Processes(settings, host, port, workers, threads, planner).run(logins)


@contextmanager
def pages_folder(inside: Path | None = None) -> Iterator[Path]:
    """
    Make the folder in which the web workers share pages, in memory where that is one.

    It says what people have searched for, so it is this service's alone and goes with
    it; one that a killed service has left goes with the next.
    """
    inside = inside or (MEMORY if MEMORY.is_dir() else Path(tempfile.gettempdir()))
    for left in inside.glob(f"{PAGES}*-*"):
        pid = left.name.removeprefix(PAGES).partition("-")[0]
        if pid.isdecimal() and not _is_alive(int(pid)):
            # Another user's cannot be removed, and is not ours to remove.
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        prefix=f"{PAGES}{os.getpid()}-", dir=inside, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another user's
    return True


class _Processes:
    """The web server and the worker: started together, stopped together."""

    def __init__(
        self,
        settings: Settings,
        host: str,
        port: int,
        workers: int,
        threads: int,
        planner: bool,
    ) -> None:
        self._address = (host, port)
        self._url = f"http://{host}:{port}"
        self._environment = {
            # Each process is one of several on these processors: threads of numpy and
            # torch that take all of them collide, and a search takes ten times as long.
            "OMP_NUM_THREADS": str(settings.encoder_threads),
            **os.environ,
            "ZHIDA_VAR_DIR": str(settings.var_dir),
            "ZHIDA_BUILD_DIR": str(settings.build_dir),
            "ZHIDA_PAGES_DIR": str(settings.pages_dir),
        }
        self._web_command = [
            sys.executable, "-m", "gunicorn", "webapp.wsgi:application()",
            "--config", "python:webapp.web_workers",
            "--bind", f"{host}:{port}",
            "--workers", str(workers), "--threads", str(threads),
            "--timeout", "120", "--log-level", "warning", "--no-control-socket",
        ]  # fmt: skip
        self._planner = planner
        self._is_ending = False
        self._worker: subprocess.Popen[bytes] | None = None
        self._worker_began_at = 0.0

    def run(self, logins: list[str]) -> None:
        """Start both, tell where, and wait for the end of the web server."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        web = self._start(self._web_command)
        if self._planner:
            self._start_worker()
        try:
            self._wait_for_the_first_page(web)
            if web.poll() is None and not self._is_ending:
                click.echo(f"Zhida is on {self._url} (Ctrl-C stops it).")
                for line in logins:
                    click.echo(line)
            while web.poll() is None and not self._is_ending:
                self._look_after_the_worker()
                time.sleep(LOOK_EVERY_S)
        finally:
            code = web.poll()
            _stop([web] if self._worker is None else [web, self._worker])
        if code:
            msg = f"The web server ended by itself, with exit code {code}."
            raise click.ClickException(msg)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._is_ending = True

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C comes here, and from here to the children. The
        # kernel ends them when this process is killed outright.
        return subprocess.Popen(
            command,
            env=self._environment,
            start_new_session=True,
            preexec_fn=_end_with_the_parent,
        )

    def _start_worker(self) -> None:
        program = "from webapp.cli import main; main()"
        self._worker_began_at = time.monotonic()
        self._worker = self._start([sys.executable, "-c", program, "worker"])

    def _look_after_the_worker(self) -> None:
        if self._worker is None or self._worker.poll() is None:
            return
        if time.monotonic() - self._worker_began_at < WORKER_LIVES_S:
            click.echo("Campaigns are not planned: the worker did not start.", err=True)
            self._worker = None
            return
        click.echo("The worker ended by itself and is started again.", err=True)
        self._start_worker()

    def _wait_for_the_first_page(self, web: subprocess.Popen[bytes]) -> None:
        ends_at = time.monotonic() + STARTING_S
        while web.poll() is None and not self._is_ending:
            left = ends_at - time.monotonic()
            if left <= 0:
                return
            connection = http.client.HTTPConnection(*self._address, timeout=left)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(LOOK_EVERY_S)
            finally:
                connection.close()


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, wait for them together, and kill who does not."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    ends_at = time.monotonic() + STOPPING_S
    for process in processes:
        try:
            process.wait(max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_with_the_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _require_free(host: str, port: int) -> None:
    """Refuse a port that is taken, before anything is started."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        msg = (
            f"Port {port} on {host} cannot be used ({error.strerror}); choose another, "
            f"for example: make run PORT={port + 1 if port < 65_535 else 8000}"
        )
        raise click.ClickException(msg) from error


def _missing_packages() -> list[str]:
    """Return the packages of the system libraries that are not there."""
    missing = []
    for library, package in PDF_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def _demo_logins(session: Session) -> list[str]:
    """Return what to print of the demo accounts; nothing where there are none."""
    from webapp.demo.accounts import PASSWORD, list_demo_logins
    from webapp.demo.fill import Contents, contents

    if contents(session) is not Contents.DEMO:
        return []
    logins = list_demo_logins(session)
    return [f"Demo logins, password {PASSWORD}:", f"  {'  '.join(logins)}"]

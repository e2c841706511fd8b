from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from webapp.cli import main
from webapp.cli.serving import PAGES, pages_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = "from webapp.cli import main; main()"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    values = {
        "ZHIDA_VAR_DIR": str(tmp_path / "var"),
        "ZHIDA_ENCODER": "hashing",
        "ZHIDA_TRAVEL": "great_circle",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return {**os.environ, **values, "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.usefixtures("environment")
def test_a_taken_port_is_told_in_one_sentence(taken_port: int) -> None:
    result = CliRunner().invoke(main, ["serve", "--port", str(taken_port)])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert f"Port {taken_port}" in result.output


@pytest.mark.usefixtures("environment")
def test_the_port_of_the_environment_counts(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    result = CliRunner().invoke(main, ["serve"])
    assert f"Port {taken_port}" in result.output


@pytest.mark.usefixtures("environment")
def test_a_database_without_tables_is_not_served(free_port: int) -> None:
    result = CliRunner().invoke(main, ["serve", "--port", str(free_port)])
    assert result.exit_code == 1
    assert "zhida prepare" in result.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(
    environment: dict[str, str], free_port: int, number: signal.Signals
) -> None:
    prepared = CliRunner().invoke(main, ["prepare", "--no-demo"])
    assert prepared.exit_code == 0, prepared.output
    command = [sys.executable, "-c", PROGRAM, "serve", "--port", str(free_port)]
    with subprocess.Popen(
        [*command, "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if line.startswith("Zhida is on"):
                break
        assert f"http://127.0.0.1:{free_port}" in said
        connection = http.client.HTTPConnection("127.0.0.1", free_port, timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(number)
        process.stdout.read()
        assert process.wait(20) == 0
    assert _is_free(free_port)


def _is_free(port: int) -> bool:
    for _ in range(20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.1)
            else:
                return True
    return False


@pytest.mark.usefixtures("environment")
def test_an_office_is_told_its_first_password_once() -> None:
    first = CliRunner().invoke(main, ["prepare", "--no-demo"])
    again = CliRunner().invoke(main, ["prepare"])
    assert re.search(r"first password \S{14} ", first.output)
    assert "password" not in again.output
    assert "Demo" not in again.output


def test_a_service_has_pages_of_its_own_and_takes_away_what_a_killed_one_left(
    tmp_path: Path,
) -> None:
    (killed := tmp_path / f"{PAGES}2147483647-abc").mkdir()
    (running := tmp_path / f"{PAGES}{os.getppid()}-abc").mkdir()
    with pages_folder(tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert set(tmp_path.iterdir()) == {folder, running}
    assert set(tmp_path.iterdir()) == {running}
    assert not killed.exists()

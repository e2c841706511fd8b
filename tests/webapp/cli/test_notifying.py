from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from models import Channel
from models.sealed import Keyring, use_keyring
from webapp.cli import main
from webapp.config import Settings
from webapp.services import outbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

TEST_KEY = "test:" + "dHR0" * 10 + "dHQ="


@pytest.fixture(autouse=True)
def _keys() -> Iterator[None]:
    """Put the tests' keys back after a command has set those of its settings."""
    # Before too: another test's instance may have left its own keys.
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))
    yield
    use_keyring(Keyring({"test": b"t" * 32}, b"i" * 32))


def test_notify_sends_what_waits(
    fresh_engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHIDA_DATABASE_URL", database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHIDA_PII_KEYS", TEST_KEY)
    with Session(fresh_engine) as session:
        outbox.put(
            session, channel=Channel.EMAIL, address="zhao@example.com",
            subject="职达通知", text="{site}/me", key="notice-1",
            now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
        session.commit()
    for told in ("1 sent, 0 failed.\n", "0 sent, 0 failed.\n"):
        answer = CliRunner().invoke(main, ["notify", "--once"])
        assert answer.output == told
    (file,) = (tmp_path / "var" / "outbox" / "mail").iterdir()
    assert json.loads(file.read_text())["text"] == f"{Settings().site_url}/me"


def test_a_way_out_that_is_none_is_told(
    fresh_engine: Engine,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ZHIDA_DATABASE_URL", database_url)
    monkeypatch.setenv("ZHIDA_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("ZHIDA_MAIL", "pigeon")
    answer = CliRunner().invoke(main, ["notify", "--once"])
    assert answer.exit_code == 1
    assert "ZHIDA_MAIL must be file, console or an address" in answer.output

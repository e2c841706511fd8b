"""A roster waits for its confirmation where nobody else can read it."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Any

import pytest

from webapp.services import uploads

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)
ROSTER = "姓名,电话\n示例甲,13800001234\n".encode()


def keep(folder: Path, content: bytes = ROSTER, **values: Any) -> uploads.Upload:
    given: dict[str, Any] = {
        "name": "名单.csv",
        "kind": "seekers",
        "account_id": 1,
        "now": NOW,
    }
    return uploads.keep(folder, content, **{**given, **values})


def test_a_kept_file_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    assert uploads.take(tmp_path, kept.token, account_id=1, now=NOW) == kept
    uploads.discard(tmp_path, kept)
    with pytest.raises(uploads.GoneError):
        uploads.take(tmp_path, kept.token, account_id=1, now=NOW)


def test_the_file_cannot_be_read_on_the_disk(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    assert b"13800001234" not in (tmp_path / kept.token).read_bytes()
    assert os.stat(tmp_path / kept.token).st_mode & 0o777 == 0o600


def test_another_account_cannot_take_it(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    with pytest.raises(uploads.GoneError):
        uploads.take(tmp_path, kept.token, account_id=2, now=NOW)


@pytest.mark.parametrize("token", ["", "../secrets/pii_key", "f" * 31, "f" * 32])
def test_a_token_is_never_a_path(tmp_path: Path, token: str) -> None:
    with pytest.raises(uploads.GoneError):
        uploads.take(tmp_path, token, account_id=1, now=NOW)


def test_a_file_is_kept_for_an_hour(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    late = NOW + uploads.KEPT_FOR + dt.timedelta(seconds=1)
    with pytest.raises(uploads.GoneError):
        uploads.take(tmp_path, kept.token, account_id=1, now=late)
    keep(tmp_path, now=late + dt.timedelta(minutes=1))
    assert not (tmp_path / kept.token).exists()


def test_an_empty_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(uploads.EmptyFileError):
        keep(tmp_path, b"")
    with pytest.raises(uploads.TooLargeError):
        keep(tmp_path, b"x" * (uploads.LARGEST_BYTES + 1))

"""Messages as files, for a program of the office's own to fetch."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from webapp.services.channels.protocol import DeliveryError

if TYPE_CHECKING:
    from pathlib import Path

    from webapp.services.channels.protocol import Letter


class Folder:
    """Writes each message as a JSON file of its own; a second try is the same file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, letter: Letter) -> None:
        """
        Write the file, whole or not at all.

        Raises
        ------
        DeliveryError
            When the folder cannot be written.
        """
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
        draft = self._path / f".{name}"
        try:
            self._path.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(
                draft, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)
            ) as file:
                json.dump(asdict(letter), file, ensure_ascii=False, indent=1)
            draft.replace(self._path / f"{name}.json")
        except OSError as error:
            msg = f"{type(error).__name__}: {error.strerror}"
            raise DeliveryError(msg) from error

"""Files that commands write; what keeps them from it is told in one sentence."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def expect_folder(path: Path) -> None:
    """
    Do nothing if a file's folder is there; asked before what takes long.

    Raises
    ------
    click.ClickException
        When it is not.
    """
    if not path.parent.is_dir():
        msg = f"Cannot write {path}: there is no such folder, make it first."
        raise click.ClickException(msg)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """
    Tell in words what goes wrong while a file, or a folder of files, is written.

    Raises
    ------
    click.ClickException
        When the file cannot be written, or not to its end.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or path
        msg = (
            f"Cannot write {where} ({error.strerror}): name a file in a folder that "
            "can be written to and has room."
        )
        raise click.ClickException(msg) from error


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file so that it never holds a part of its content.

    Raises
    ------
    click.ClickException
        When it cannot be written; an older file of this name stays as it was.
    """
    with writing(path):
        path = path.resolve()
        if path.exists() and not path.is_file():  # a pipe or a terminal
            path.write_bytes(content)
            return
        draft = path.with_name(f".{path.name}.draft")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            error.filename = str(path)
            raise

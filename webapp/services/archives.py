"""
Papers in one archive; their names hold nobody's data.

A PDF takes half a second of a processor, so they are written two at a time in processes
of their own: pages stay quick meanwhile, and no transaction is open.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WRITERS = 2
# Fewer are written before another process has started.
WORTH_PROCESSES = 6

Paper = TypeVar("Paper")


def pack(
    papers: Sequence[Paper],
    names: Sequence[str],
    write: Callable[[Paper], bytes],
    *,
    is_slow: bool,
) -> bytes:
    """
    Return a ZIP of papers; it needs no session.

    Parameters
    ----------
    names
        What the file of each is called.
    write
        Makes a paper's file; with `is_slow` it is sent to other processes.
    """
    if not is_slow or len(papers) < WORTH_PROCESSES:
        contents = list(map(write, papers))
    else:
        with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as pool:
            contents = list(pool.map(write, papers))
    buffer = io.BytesIO()
    # They are compressed already.
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in zip(names, contents, strict=True):
            archive.writestr(name, content)
    return buffer.getvalue()

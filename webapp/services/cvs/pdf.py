"""
The text of a PDF, as a program: the file on standard input, JSON on standard output.

Whoever writes a PDF decides how long it takes to read and how large it unpacks; so it
is read in a process that may use only so much of both, and imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import logging
import sys

CPU_S = 10
MEMORY_BYTES = 1024 * 1024 * 1024
MOST_PAGES = 10
MOST_CHARACTERS = 20_000


def main() -> None:
    """Read, and tell what came of it: text, encrypted or broken."""
    _limit()
    logging.disable(logging.CRITICAL)
    outcome, text = "broken", ""
    try:
        outcome, text = _read(sys.stdin.buffer.read())
    # Whatever a broken file makes the library do, it is a broken file.
    except Exception:
        outcome = "broken"
    sys.stdout.write(json.dumps({"outcome": outcome, "text": text}))


def _read(content: bytes) -> tuple[str, str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return "encrypted", ""
    parts: list[str] = []
    for page in reader.pages[:MOST_PAGES]:
        parts.append(page.extract_text())
        if sum(map(len, parts)) > MOST_CHARACTERS:
            break
    return "text", "\n".join(parts)[:MOST_CHARACTERS]


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows, where the clock alone ends it
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()

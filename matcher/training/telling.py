"""What is told while something long goes on."""

from __future__ import annotations

import sys


def tell(line: str) -> None:
    """Write a line at once, below what ``make`` has said."""
    sys.stdout.write(f"      {line}\n")
    sys.stdout.flush()

"""Run benchmarks, all or the named: ``python -m bench [--data DIR] [NAME ...]``."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from bench.tables import machine

# Quick ones first. Each module has main(data) and writes its own table.
BENCHES = (
    "boarding",
    "campaigns",
    "documents",
    "importing",
    "learning",
    "matches",
    "travel_times",
    "encoding",
    "matching",
    "adverts",
    "wording",
    "queries",
    "assignment",
    "retrieval",
    "freshness",
    "shuttles",
    "joining",
    "editing",
    "plan_pages",
    "rail",
    "planning",
    "seasons",
    "school_buses",
    "peers",
    "dispatching",
    "page_cost",
    "web_search",
    "web",
    "web_writes",
)


def main() -> int:
    """Run what was named, in the order above."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], default=[])
    arguments = parser.parse_args()

    sys.stdout.write(f"{machine()}\n")
    for name in arguments.names or BENCHES:
        sys.stdout.write(f"\n## {name}\n\n")
        sys.stdout.flush()
        importlib.import_module(f"bench.{name}").main(arguments.data)
    return 0


if __name__ == "__main__":
    sys.exit(main())

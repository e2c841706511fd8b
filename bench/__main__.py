"""Run benchmarks, all or the named: ``python -m bench [--data DIR] [NAME ...]``."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import platform
import sys
from pathlib import Path

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

    sys.stdout.write(f"{_machine()}, {dt.datetime.now(dt.UTC):%Y-%m-%d}\n")
    for name in arguments.names or BENCHES:
        sys.stdout.write(f"\n## {name}\n\n")
        sys.stdout.flush()
        importlib.import_module(f"bench.{name}").main(arguments.data)
    return 0


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        names = [
            line.split(":", 1)[1].strip() for line in lines if "model name" in line
        ]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())

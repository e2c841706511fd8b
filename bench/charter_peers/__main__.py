"""Run one peer: ``python -m bench.charter_peers PEER SCENARIO SECONDS [PARTIES]``."""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

from bench.charter_peers.day import read_day


def main(peer: str, scenario: str, seconds: str, max_parties: str | None = None) -> int:
    """Write who rides together and the seconds it took as one line of JSON."""
    planner = importlib.import_module(f"bench.charter_peers.{peer}")
    day = read_day(Path(scenario), int(max_parties) if max_parties else None)
    began = time.perf_counter()
    groups = planner.solve(day, float(seconds))
    taken_s = time.perf_counter() - began
    sys.stdout.write(json.dumps({"groups": groups, "seconds": taken_s}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

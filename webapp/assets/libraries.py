"""The front-end libraries: what of ``node_modules`` the pages load."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
# Folder in vendor/ -> files of node_modules that go there.
FILES: Final = {
    "bootstrap": (
        "bootstrap/dist/css/bootstrap.min.css",
        "bootstrap/dist/js/bootstrap.bundle.min.js",
        "bootstrap/LICENSE",
    ),
    "htmx": ("htmx.org/dist/htmx.min.js", "htmx.org/LICENSE"),
    "leaflet": (
        "leaflet/dist/leaflet.css",
        "leaflet/dist/leaflet.js",
        "leaflet/dist/images/layers.png",
        "leaflet/dist/images/layers-2x.png",
        "leaflet/dist/images/marker-icon.png",
        "leaflet/dist/images/marker-icon-2x.png",
        "leaflet/dist/images/marker-shadow.png",
        "leaflet/LICENSE",
    ),
    # Reads a ticket where the browser has no BarcodeDetector.
    "qr": ("qr/decode.js", "qr/index.js", "qr/LICENSE-MIT"),
    "icons": ("bootstrap-icons/LICENSE",),
}
_SOURCE_MAP: Final = re.compile(r"\n?(//|/\*)# sourceMappingURL=[^\n]*")
_SVG: Final = re.compile(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', re.DOTALL)


def copy_libraries(modules: Path, target: Path) -> int:
    """
    Copy the libraries and draw the icon sheet; return the number of files.

    Raises
    ------
    FileNotFoundError
        When a file is not in ``modules``: ``npm ci`` did not run.
    """
    count = 0
    for folder, files in FILES.items():
        for name in files:
            source = modules / name
            # Leaflet's style sheet looks for its images beside itself.
            inner = "images" if source.parent.name == "images" else ""
            destination = target / folder / inner / source.name
            destination.parent.mkdir(parents=True, exist_ok=True)
            if source.suffix in {".js", ".css"}:
                # The maps are not shipped; a browser's tools would ask for them.
                text = source.read_text("utf-8")
                destination.write_text(_SOURCE_MAP.sub("", text), "utf-8")
            else:
                shutil.copyfile(source, destination)
            count += 1
    sheet = icon_sheet(modules / "bootstrap-icons" / "icons")
    (target / "icons" / "icons.svg").write_text(sheet, "utf-8")
    return count + 1


def icon_sheet(icons: Path) -> str:
    """Return one SVG with the icons of icons.txt, each a ``symbol`` by its name."""
    symbols = []
    for name in (HERE / "icons.txt").read_text("utf-8").split():
        found = _SVG.search((icons / f"{name}.svg").read_text("utf-8"))
        if found is None:
            msg = f"Expected an SVG drawing in {icons / name}.svg."
            raise ValueError(msg)
        box, drawing = found[1], " ".join(found[2].split())
        symbols.append(
            f'<symbol id="{name}" viewBox="{box}" fill="currentColor">'
            f"{drawing}</symbol>"
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'

"""
The weights that are shipped: what training changed, never what a package can give.

``e5-job.npz`` is added to the weights of multilingual-e5-small; ``static/`` holds the
student's words. ``make weights`` makes them anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent

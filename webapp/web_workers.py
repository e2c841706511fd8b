"""
What gunicorn is told of its workers (``--config python:webapp.web_workers``).

The program is loaded once: workers that are forked from it start at once, also in place
of one that has ended, and have its memory in common.
"""

from __future__ import annotations

from typing import Any

from webapp.wsgi import warm_up_beside

preload_app = True


def post_worker_init(worker: Any) -> None:
    """Warm up each worker, when it has been forked."""
    warm_up_beside(worker.wsgi)

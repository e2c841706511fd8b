"""
What the service writes of its work: one JSON object a line, on the standard error.

Of a request its rule, not its address: what people search for, and who asks, is not
written. A traceback has no values of variables, which could be somebody's name.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import structlog
from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

log = structlog.get_logger()


def configure() -> None:
    """Set the form of every line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def init_app(app: Flask) -> None:
    """Write a line of every request but those for files."""
    configure()
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    line: dict[str, Any] = {
        "method": request.method,
        "rule": str(request.url_rule or ""),
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.started), 1),
    }
    log.info("request", **line)
    return response

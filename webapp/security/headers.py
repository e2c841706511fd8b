"""The headers of every answer; scripts and styles only from this server's own files."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

# The one page that reads tickets with the camera.
SCANS = "escort.coach"


def init_app(app: Flask) -> None:
    """Set them, and give templates the nonce for data in script elements."""
    app.before_request(_nonce)
    app.after_request(_set)
    app.context_processor(lambda: {"nonce": g.get("nonce", "")})
    # Files are versioned by their address, see ``static_url``.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 3600


def _nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _set(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; "
        f"script-src 'self' 'nonce-{g.get('nonce', '')}'; "
        "style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    camera = "(self)" if request.endpoint == SCANS else "()"
    response.headers["Permissions-Policy"] = (
        f"camera={camera}, microphone=(), geolocation=()"
    )
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if g.get("account") is not None and request.endpoint != "static":
        # What one account saw is not shown to the next at the same computer.
        response.headers["Cache-Control"] = "no-store"
    return response

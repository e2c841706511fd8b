"""
The large-type version (长辈版): one column, no letter under 18 px, no button under 44.

The choice is the cookie, then the account; scripts are not needed for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, has_request_context, request

if TYPE_CHECKING:
    from flask import Flask

COOKIE = "large_type"
ON, OFF = "1", "0"


def is_on() -> bool:
    """Return whether this page is to be shown in large type."""
    if not has_request_context():
        return False
    chosen = request.cookies.get(COOKIE)
    if chosen in (ON, OFF):
        return chosen == ON
    account = g.get("account")
    return bool(account and account.has_large_type)


def init_app(app: Flask) -> None:
    """Give templates the choice."""
    app.jinja_env.globals.update(large_type=is_on)

"""The seeker's pages: what fits them, what they sent, who they are, how they ride."""

from webapp.seeker import (
    account,
    calendar,
    cv,
    invitations,
    matches,
    profile,
    rides,
    searches,
    tickets,
    views,
)
from webapp.seeker.blueprint import bp

__all__ = [
    "account",
    "bp",
    "calendar",
    "cv",
    "invitations",
    "matches",
    "profile",
    "rides",
    "searches",
    "tickets",
    "views",
]

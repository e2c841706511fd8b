"""The seeker's pages: what fits them, what they sent, who they are, how they ride."""

from webapp.seeker import (
    account,
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
    "invitations",
    "matches",
    "profile",
    "rides",
    "searches",
    "tickets",
    "views",
]

"""The seeker's pages: what fits them, what they sent, who they are."""

from webapp.seeker import invitations, matches, profile, searches, views
from webapp.seeker.blueprint import bp

__all__ = ["bp", "invitations", "matches", "profile", "searches", "views"]

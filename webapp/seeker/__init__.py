"""The seeker's pages: what fits them, what they sent, who they are."""

from webapp.seeker import invitations, searches, views
from webapp.seeker.blueprint import bp

__all__ = ["bp", "invitations", "searches", "views"]

"""The API for programs; it calls the services that the pages call."""

from webapp.api import employer, public, seeker
from webapp.api.blueprint import bp

__all__ = ["bp", "employer", "public", "seeker"]

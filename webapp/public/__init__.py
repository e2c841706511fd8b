"""What everybody may see: search, vacancies, signing in."""

from webapp.public import access, contacts, feeds, notices, reports, stopping, vacancies
from webapp.public.blueprint import bp

__all__ = [
    "access",
    "bp",
    "contacts",
    "feeds",
    "notices",
    "reports",
    "stopping",
    "vacancies",
]

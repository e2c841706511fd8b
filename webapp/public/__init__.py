"""What everybody may see: search, vacancies, signing in."""

from webapp.public import (
    access,
    account,
    contacts,
    feeds,
    notices,
    reports,
    sign_up,
    stopping,
    vacancies,
)
from webapp.public.blueprint import bp

__all__ = [
    "access",
    "account",
    "bp",
    "contacts",
    "feeds",
    "notices",
    "reports",
    "sign_up",
    "stopping",
    "vacancies",
]

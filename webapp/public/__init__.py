"""What everybody may see: search, vacancies, signing in."""

from webapp.public.views import bp

__all__ = ["bp"]

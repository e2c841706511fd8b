"""What everybody may see: search, vacancies, signing in."""

<<<<<<< HEAD
from webapp.public import access, contacts, feeds, notices, vacancies
from webapp.public.blueprint import bp

__all__ = ["access", "bp", "contacts", "feeds", "notices", "vacancies"]
=======
from webapp.public import access, contacts, notices, stopping, vacancies
from webapp.public.blueprint import bp

__all__ = ["access", "bp", "contacts", "notices", "stopping", "vacancies"]
>>>>>>> 45961fd (searches: kept under a name, what is new is told once)

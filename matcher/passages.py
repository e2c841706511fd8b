"""Which of a profile's words are encoded, and which are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matcher.impersonal import impersonal
from matcher.text import clean_title, normalise

if TYPE_CHECKING:
    from matcher.types import SeekerProfile, VacancyProfile

# The beginning of an advert says what the work is; what follows are benefits, the same
# in all of them. Encoding time grows with the length.
DESCRIPTION_CHARACTERS: Final = 80
SKILLS_CHARACTERS: Final = 60


def vacancy_passage(vacancy: VacancyProfile) -> str:
    """Return what is encoded of a vacancy: the work, and how the advert begins."""
    return _joined(
        clean_title(vacancy.title),
        normalise(vacancy.description)[:DESCRIPTION_CHARACTERS],
    )


def vacancy_words(vacancy: VacancyProfile) -> str:
    """Return where a vacancy's words are looked up: title, employer, description."""
    return f"{vacancy.title}\n{vacancy.employer}\n{vacancy.description}"


def vacancy_wordings(vacancy: VacancyProfile) -> tuple[str, str]:
    """Return the title alone and with the description: their mean is matched."""
    return clean_title(vacancy.title), vacancy_passage(vacancy)


def seeker_wordings(seeker: SeekerProfile) -> tuple[str, str]:
    """Return the wanted work alone and with the skills: their mean is matched."""
    wanted = clean_title(impersonal(normalise(seeker.wanted_title)))
    skills = impersonal(normalise(seeker.skills))[:SKILLS_CHARACTERS]
    return wanted, _joined(wanted, skills)


def _joined(first: str, second: str) -> str:
    return "。".join(part for part in (first, second) if part)

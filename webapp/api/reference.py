"""Words, places and occupations: what a program needs to fill its own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.errors import MatcherError
from models import Scope
from webapp import labels
from webapp.api.asking import own_employer
from webapp.api.operations import operation
from webapp.api.schemas.base import Named
from webapp.api.schemas.postings import OccupationQuery, Occupations
from webapp.api.schemas.vacancies import PlaceQuery, Places, Vocabulary
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.services import occupation_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PLACES = 12
MOST_OCCUPATIONS = 5
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "application_status": labels.APPLICATION,
    "channel": labels.CHANNELS,
    "employer_role": labels.EMPLOYER_ROLES,
    "examination": labels.EXAMINATION,
    "frequency": labels.FREQUENCIES,
    "interview_reply": labels.REPLIES,
    "paper_kind": labels.PAPERS,
    "report_reason": labels.REPORT_REASONS,
    "schooling": labels.SCHOOLING,
    "scope": labels.SCOPES,
    "shift": labels.SHIFTS,
    "stage": labels.STAGES,
    "vacancy_status": labels.STATUS,
}


@operation(
    "GET", "/words", "What the words of this API are called",
    tag="Vacancies", answer=Vocabulary, is_public=True,
)  # fmt: skip
def words() -> Vocabulary:
    """Return the labels that the pages show, in the reader's language."""
    return Vocabulary(
        words={
            name: {str(word): str(label) for word, label in named.items()}
            for name, named in WORDS.items()
        }
    )


@operation(
    "GET", "/places", "The code of a place in a person's own words",
    tag="Vacancies", query=PlaceQuery, answer=Places, is_public=True,
)  # fmt: skip
def find_places(query: PlaceQuery) -> Places:
    """Return the one place that is meant, several to choose from, or none."""
    made = collaborators()
    found = made.gazetteer.resolve(query.q, prefer=made.settings.home_district)
    places = [found.place] if found.place else found.candidates[:MOST_PLACES]
    return Places(
        places=[Named(code=each.code, name=each.full_name) for each in places]
    )


@operation(
    "GET", "/employer/occupations", "The occupations that a title may mean",
    tag="Postings", query=OccupationQuery, answer=Occupations, scope=Scope.POSTINGS,
)  # fmt: skip
def suggest_occupations(query: OccupationQuery) -> Occupations:
    """Return the likeliest first; none where the classification is not installed."""
    own_employer()
    try:
        coder = collaborators().occupation_coder
        found = occupation_codes.suggest(
            db.session, coder, query.title, MOST_OCCUPATIONS
        )
    except MatcherError:
        found = []
    return Occupations(
        occupations=[Named(code=each.code, name=each.name) for each in found]
    )

"""The searches that a seeker keeps, and is told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models import Frequency
from webapp.api.asking import at_once, found, who_and_when
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import seekers as schemas
from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.seeker.forms import SavedSearchForm, SaveSearchForm
from webapp.services import saved_searches

if TYPE_CHECKING:
    from models import SavedSearch

TAG = "Applications"


@operation(
    "GET", "/me/searches", "The searches I keep",
    tag=TAG, answer=schemas.SavedSearches,
)  # fmt: skip
def my_searches() -> schemas.SavedSearches:
    """Return the saved searches; ``GET /vacancies?`` and the address opens one."""
    rows = saved_searches.list_of(db.session, current_account().id)
    return schemas.SavedSearches(searches=[_shown(row) for row in rows])


@operation(
    "POST", "/me/searches", "Keep a search, and be told of what is new",
    tag=TAG, body=schemas.SaveSearch, answer=schemas.SavedSearch, status=201,
    kinds=("too_many",),
)  # fmt: skip
def save_search(body: schemas.SaveSearch) -> schemas.SavedSearch:
    """Keep a search; the same one again takes the new name."""
    form = read_form(SaveSearchForm, body.model_dump())
    try:
        row = saved_searches.save(
            db.session, current_account().id, name=form.name.data,
            address=form.address.data, frequency=Frequency(form.frequency.data),
            now=at_once(),
        )  # fmt: skip
    except saved_searches.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return _shown(row)


@operation(
    "PUT", "/me/searches/<int:search_id>", "Rename it, or be told more or less often",
    tag=TAG, body=schemas.SearchChange, answer=schemas.SavedSearch,
)  # fmt: skip
def change_search(search_id: int, body: schemas.SearchChange) -> schemas.SavedSearch:
    """Change a saved search; ``never`` stops the messages."""
    row = _own(search_id)
    form = read_form(SavedSearchForm, body.model_dump())
    saved_searches.change(
        db.session, row, name=form.name.data, frequency=Frequency(form.frequency.data),
        now=at_once(),
    )  # fmt: skip
    db.session.commit()
    return _shown(row)


@operation("DELETE", "/me/searches/<int:search_id>", "Forget a search", tag=TAG)
def forget_search(search_id: int) -> None:
    """Forget a saved search."""
    saved_searches.delete(db.session, _own(search_id), **who_and_when())
    db.session.commit()


def _own(search_id: int) -> SavedSearch:
    row: SavedSearch = found(
        saved_searches.find_own(db.session, current_account().id, search_id)
    )
    return row


def _shown(row: SavedSearch) -> schemas.SavedSearch:
    return schemas.SavedSearch(
        id=row.id, name=row.name, address=row.address, frequency=row.frequency
    )

"""The company's keys: made and replaced by who is signed in, or replaced by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from models import Scope
from webapp.api.asking import at_once, found, own_employer, who_and_when
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import company as schemas
from webapp.employer.keys import KeyForm
from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.services import api_keys

if TYPE_CHECKING:
    from models import ApiKey

TAG = "Company"


@operation("GET", "/employer/keys", "Our keys", tag=TAG, answer=schemas.Keys)
def our_keys() -> schemas.Keys:
    """Return the valid keys, the latest first; of each only its first characters."""
    own_employer()
    rows = api_keys.list_valid(db.session, current_account(), now=at_once())
    return schemas.Keys(keys=[_key(row) for row in rows])


@operation(
    "POST", "/employer/keys", "Make a key",
    tag=TAG, body=schemas.KeyIn, answer=schemas.NewKey, status=201, kinds=("too_many",),
)  # fmt: skip
def add_key(body: schemas.KeyIn) -> schemas.NewKey:
    """Make a key for 180 days; its text is shown this once."""
    own_employer()
    form = read_form(KeyForm, {"name": body.name, "scopes": body.scopes[0]})
    try:
        row, text = api_keys.make_key(
            db.session,
            current_account(),
            form.name.data,
            list(dict.fromkeys(body.scopes)),
            now=at_once(),
        )
    except api_keys.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return schemas.NewKey(key=_key(row), text=text)


@operation(
    "POST", "/employer/keys/<int:key_id>/rotation", "Replace a key",
    tag=TAG, answer=schemas.NewKey, status=201, kinds=("too_many",),
)  # fmt: skip
def rotate_key(key_id: int) -> schemas.NewKey:
    """Make a successor, shown this once; the old key ends in a day."""
    return _rotated(_own(key_id))


@operation(
    "POST", "/employer/key/rotation", "Replace the key that asks",
    tag=TAG, answer=schemas.NewKey, status=201, any_key=True, kinds=("too_many",),
)  # fmt: skip
def rotate_own_key() -> schemas.NewKey:
    """Make a successor of the key itself, so that a program renews its own in time."""
    return _rotated(found(g.api_key))


@operation("DELETE", "/employer/keys/<int:key_id>", "End a key", tag=TAG)
def end_key(key_id: int) -> None:
    """End a key at once."""
    api_keys.end_key(db.session, _own(key_id), **who_and_when())
    db.session.commit()


def _rotated(row: ApiKey) -> schemas.NewKey:
    try:
        made, text = api_keys.rotate(db.session, row, current_account(), now=at_once())
    except api_keys.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return schemas.NewKey(key=_key(made), text=text)


def _own(key_id: int) -> ApiKey:
    own_employer()
    mine = api_keys.list_valid(db.session, current_account(), now=at_once())
    row: ApiKey = found(next((key for key in mine if key.id == key_id), None))
    return row


def _key(row: ApiKey) -> schemas.Key:
    return schemas.Key(
        id=row.id,
        name=row.name,
        start=row.start,
        scopes=[Scope(each) for each in row.scopes],
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_on=row.last_used_on,
    )

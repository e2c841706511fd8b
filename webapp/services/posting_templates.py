"""Forms that a company keeps to begin postings from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import PostingTemplate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

MOST = 50


class TooManyTemplatesError(Exception):
    """A company keeps at most ``MOST`` templates."""


def list_of(session: Session, employer_id: int) -> Sequence[PostingTemplate]:
    """Return a company's templates by name."""
    return session.scalars(
        select(PostingTemplate)
        .where(PostingTemplate.employer_id == employer_id)
        .order_by(PostingTemplate.name)
    ).all()


def find(
    session: Session, employer_id: int, template_id: int
) -> PostingTemplate | None:
    """Return a company's own template; None when it is another's or nobody's."""
    return session.scalars(
        select(PostingTemplate).where(
            PostingTemplate.id == template_id,
            PostingTemplate.employer_id == employer_id,
        )
    ).one_or_none()


def save(
    session: Session,
    employer_id: int,
    name: str,
    fields: Mapping[str, str],
    *,
    now: dt.datetime,
) -> PostingTemplate:
    """
    Keep a filled-in form under a name; one of the same name is replaced.

    Raises
    ------
    TooManyTemplatesError
        When the company has fifty already.
    """
    query = select(PostingTemplate).where(
        PostingTemplate.employer_id == employer_id, PostingTemplate.name == name
    )
    template = session.scalars(query).one_or_none()
    if template is None:
        if len(list_of(session, employer_id)) >= MOST:
            raise TooManyTemplatesError
        template = PostingTemplate(employer_id=employer_id, name=name)
        try:
            with session.begin_nested():
                session.add(template)
        except IntegrityError:
            # A double tap: the other request was first.
            template = session.scalars(query).one()
    template.fields = dict(fields)
    template.updated_at = now
    session.flush()
    return template


def remove(session: Session, template: PostingTemplate) -> None:
    """Forget a template; postings made from it stay as they are."""
    session.delete(template)
    session.flush()

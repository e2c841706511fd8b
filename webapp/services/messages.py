"""
Messages to people who have applied, and a company's own wordings for them.

A wording may hold placeholders in braces, ``{岗位}``; they are filled before the
employer reads the message over and sends it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from matcher.wording.checking import check
from matcher.wording.rules import Severity
from models import (
    Application,
    ApplicationStatus,
    Message,
    MessageTemplate,
    NoticeKind,
)
from webapp.services import audit, notices
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher.wording.finding import Finding
    from models import Interview, Vacancy

MOST_TEMPLATES = 30
LONGEST_MESSAGE = 500
MOST_A_DAY = 5
IN_A_NOTICE = 60
PLACEHOLDERS: Final = ("岗位", "公司", "地址", "联系人", "电话", "面试时间", "面试地点")

_BRACES = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")


class MessageError(Exception):
    """
    A message is not sent, or a wording not kept.

    MessageError
    ├── UnknownPlaceholderError
    ├── UnfilledError
    ├── UnlawfulError
    ├── NameTakenError
    ├── TooManyError
    └── EndedError
    """


class UnknownPlaceholderError(MessageError):
    """There is no such placeholder; its name is the argument."""


class UnfilledError(MessageError):
    """A placeholder is still in the message; its name is the argument."""


class UnlawfulError(MessageError):
    """The text says what an employer may not; ``findings`` says where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} unlawful phrases.")
        self.findings = findings


class NameTakenError(MessageError):
    """The company has a wording of this name."""


class TooManyError(MessageError):
    """As many wordings, or messages to one person a day, as there may be."""


class EndedError(MessageError):
    """The person has withdrawn the application."""


def list_templates(session: Session, employer_id: int) -> Sequence[MessageTemplate]:
    """Return a company's own wordings by name."""
    return session.scalars(
        select(MessageTemplate)
        .where(MessageTemplate.employer_id == employer_id)
        .order_by(MessageTemplate.name)
    ).all()


def add_template(
    session: Session,
    employer_id: int,
    name: str,
    body: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> MessageTemplate:
    """
    Keep a wording.

    Raises
    ------
    UnknownPlaceholderError, UnlawfulError, NameTakenError, TooManyError
        As their names say.
    """
    for placeholder in _BRACES.findall(body):
        if placeholder.strip() not in PLACEHOLDERS:
            raise UnknownPlaceholderError(placeholder)
    _only_lawful(body)
    if len(list_templates(session, employer_id)) >= MOST_TEMPLATES:
        raise TooManyError
    template = MessageTemplate(employer_id=employer_id, name=name, body=body)
    try:
        with session.begin_nested():
            session.add(template)
    except IntegrityError as error:
        raise NameTakenError from error
    audit.record(session, "template.create", template, account_id=account_id, now=now)
    return template


def find_own_template(
    session: Session, employer_id: int, template_id: int
) -> MessageTemplate | None:
    """Return a company's own wording, or None."""
    return session.scalar(
        select(MessageTemplate).where(
            MessageTemplate.id == template_id,
            MessageTemplate.employer_id == employer_id,
        )
    )


def delete_template(
    session: Session, template: MessageTemplate, *, account_id: int, now: dt.datetime
) -> None:
    """Forget a wording; what was sent with it stays."""
    audit.record(session, "template.delete", template, account_id=account_id, now=now)
    session.delete(template)
    session.flush()


def fill(body: str, vacancy: Vacancy, interview: Interview | None) -> str:
    """Return a wording filled; what is not known stays in its braces."""
    employer = vacancy.employer
    known = {
        "岗位": vacancy.title,
        "公司": employer.name,
        "地址": f"{vacancy.place.full_name} {vacancy.address}".strip(),
        "联系人": employer.contact_name,
        "电话": employer.phone or "",
        "面试时间": _local(interview.starts_at) if interview else "",
        "面试地点": interview.place if interview else "",
    }
    return _BRACES.sub(lambda m: known.get(m[1].strip()) or m[0], body)


def send(
    session: Session,
    application: Application,
    body: str,
    *,
    account_id: int,
    now: dt.datetime,
) -> Message:
    """
    Send a message to a person who has applied; the same twice is sent once.

    Raises
    ------
    EndedError, UnfilledError, UnlawfulError, TooManyError
        As their names say.
    """
    if application.status is ApplicationStatus.WITHDRAWN:
        raise EndedError
    for placeholder in _BRACES.findall(body):
        if placeholder.strip() in PLACEHOLDERS:
            raise UnfilledError(placeholder)
    _only_lawful(body)
    # Two taps at once come one after the other.
    session.refresh(application, ["status"], with_for_update=True)
    today = [
        row
        for row in list_messages(session, application)
        if row.sent_at.astimezone(LOCAL_TIME).date()
        == now.astimezone(LOCAL_TIME).date()
    ]
    if (same := next((row for row in today if row.body == body), None)) is not None:
        return same
    if len(today) >= MOST_A_DAY:
        raise TooManyError
    message = Message(
        application_id=application.id, account_id=account_id, sent_at=now, body=body
    )
    session.add(message)
    session.flush()
    audit.record(session, "message.send", application, account_id=account_id, now=now)
    if (told := application.seeker.account_id) is not None:
        notices.tell(
            session,
            account_id=told,
            kind=NoticeKind.MESSAGE,
            about={
                "sender": application.vacancy.employer.name,
                "title": application.vacancy.title,
                "text": body if len(body) <= IN_A_NOTICE else f"{body[:IN_A_NOTICE]}…",
            },
            path="/me/applications",
            now=now,
        )
    return message


def list_messages(session: Session, application: Application) -> Sequence[Message]:
    """Return the messages about an application, the latest first."""
    return session.scalars(
        select(Message)
        .where(Message.application_id == application.id)
        .order_by(Message.sent_at.desc(), Message.id.desc())
    ).all()


def list_by_application(session: Session, seeker_id: int) -> dict[int, list[Message]]:
    """Return what a person was written, by the application it is about."""
    rows = session.scalars(
        select(Message)
        .join(Message.application)
        .where(Application.seeker_id == seeker_id)
        .order_by(Message.sent_at.desc(), Message.id.desc())
    )
    found: dict[int, list[Message]] = {}
    for row in rows:
        found.setdefault(row.application_id, []).append(row)
    return found


def _only_lawful(body: str) -> None:
    findings = tuple(f for f in check(body) if f.severity is Severity.BLOCK)
    if findings:
        raise UnlawfulError(findings)


def _local(at: dt.datetime) -> str:
    here = at.astimezone(LOCAL_TIME)
    return f"{here.month}月{here.day}日 {here:%H:%M}"

"""Accounts: signing in and up, notices, what one changes of one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from models import Channel, NoticeKind, Role
from webapp.api.schemas.base import In, Line, Out, Paged, Short, example


class SignIn(In):
    """Telephone number or account name, and password."""

    model_config = example(login="13800001234", password="五月里的大雨伞7")

    login: Short
    password: Line


class SignUp(In):
    """A seeker's new account."""

    model_config = example(
        name="欧阳示例", phone="13800001234", password="五月里的大雨伞7", agrees=True
    )

    name: Short
    phone: Short
    password: Line
    agrees: bool = Field(description="To the text on /privacy; must be true.")


class Token(Out):
    """The bearer of the other requests; it ends at ``expires_at``."""

    token: str
    role: Role
    expires_at: dt.datetime


class Account(Out):
    """Who asks."""

    id: int
    login: str
    name: str
    role: Role
    language: str | None
    large_type: bool
    ranked_by_profile: bool
    unread_notices: int
    expires_at: dt.datetime | None


class AccountChange(In):
    """Only what is sent is changed."""

    model_config = example(language="zh_Hans", ranked_by_profile=False)

    language: Literal["zh_Hans", "zh_Hant", "en"] | None = None
    large_type: bool | None = None
    ranked_by_profile: bool | None = None


class PasswordChange(In):
    """A new password for the present one; other sessions are ended."""

    model_config = example(present="五月里的大雨伞7", password="六月里的小雨伞8")

    present: Line
    password: Line


class NumberChange(In):
    """Another telephone number, which signs in from now on."""

    model_config = example(present="五月里的大雨伞7", phone="13800009876")

    present: Line
    phone: Short


class Erasure(In):
    """Yes, delete all; with the password, since it cannot be taken back."""

    model_config = example(present="五月里的大雨伞7", sure=True)

    present: Line
    sure: bool


class OwnData(Out):
    """All that is held of a person."""

    data: dict[str, Any]


class Notice(Out):
    """What happened; ``path`` is the page of the site that it leads to."""

    id: int
    kind: NoticeKind
    sentence: str
    path: str
    at: dt.datetime
    is_read: bool


class Notices(Paged):
    """What one was told, the latest first."""

    unread: int
    notices: list[Notice]


class ContactIn(In):
    """Where notices shall go besides the site."""

    model_config = example(channel="sms", address="13800001234")

    channel: Channel
    address: Line


class ContactAddress(Out):
    """Where notices go; nothing goes there before it is confirmed."""

    channel: Channel | None
    address: str | None
    is_confirmed: bool


class CodeIn(In):
    """The code that was sent."""

    model_config = example(code="123456")

    code: Short

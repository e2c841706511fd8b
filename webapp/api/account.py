"""What every account has: notices, where they go, language, password, own data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from flask_babel import gettext as _

from models import Channel, Role
from webapp.api.asking import at_once, find_seeker, found, guessed, own_seeker
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import accounts as schemas
from webapp.api.schemas.base import Paging, pages_of
from webapp.api.showing import language
from webapp.extensions import db
from webapp.problems import ProblemError, wrong_field
from webapp.public.forms import CodeForm, ContactForm, PasswordForm
from webapp.security.sessions import current_account
from webapp.seeker.forms import EraseForm, NumberForm
from webapp.services import (
    accounts,
    contacts,
    notices,
    own_account,
    own_data,
    preferences,
)
from webapp.services.notice_texts import sentence

if TYPE_CHECKING:
    from models import Contact

TAG = "Account"
ON_A_PAGE = 50
TRIES = "8 per minute; 30 per hour"


@operation("GET", "/me", "Who asks", tag=TAG, answer=schemas.Account, any_key=True)
def read_account() -> schemas.Account:
    """Return the account, and when the session ends; a key's is null."""
    return _account()


@operation(
    "PATCH", "/me", "Language, large type, ranking by the profile",
    tag=TAG, body=schemas.AccountChange, answer=schemas.Account,
)  # fmt: skip
def change_account(body: schemas.AccountChange) -> schemas.Account:
    """Keep with the account what was sent."""
    account = current_account()
    if body.language is not None:
        preferences.keep_language(db.session, account, body.language)
    if body.large_type is not None:
        preferences.keep_large_type(db.session, account, body.large_type)
    if body.ranked_by_profile is not None:
        preferences.rank_for(db.session, account, body.ranked_by_profile, now=at_once())
    db.session.commit()
    return _account()


@operation(
    "PUT", "/me/password", "Another password",
    tag=TAG, body=schemas.PasswordChange, limits=TRIES, limited_by=guessed,
)  # fmt: skip
def change_password(body: schemas.PasswordChange) -> None:
    """Change the password; other sessions are ended."""
    form = read_form(PasswordForm, body.model_dump())
    account = current_account()
    seeker = find_seeker() if account.role is Role.SEEKER else None
    try:
        own_account.change_password(
            db.session,
            account,
            present=form.present.data,
            new=form.password.data,
            phone=(seeker.phone or "") if seeker else "",
            token=g.token,
            now=at_once(),
        )
    except own_account.WrongPasswordError as error:
        raise _not_present() from error
    except own_account.WeakPasswordError as error:
        raise wrong_field("password", form.EASY, "weak") from error
    db.session.commit()


@operation(
    "PUT", "/me/phone", "Another telephone number, which signs in",
    tag=TAG, body=schemas.NumberChange, kinds=("number_taken",),
    limits=TRIES, limited_by=guessed,
)  # fmt: skip
def change_number(body: schemas.NumberChange) -> None:
    """Change the number that employers call and that signs in."""
    form = read_form(NumberForm, body.model_dump())
    try:
        own_account.change_number(
            db.session,
            current_account(),
            own_seeker(),
            present=form.present.data,
            phone=form.phone.data,
            now=at_once(),
        )
    except own_account.WrongPasswordError as error:
        raise _not_present() from error
    except own_account.NumberInUseError as error:
        raise ProblemError("number_taken") from error
    db.session.commit()


@operation(
    "POST", "/me/data", "All that is held of me",
    tag=TAG, answer=schemas.OwnData, limits="20 per hour", limited_by=guessed,
)  # fmt: skip
def export_data() -> schemas.OwnData:
    """Return a copy of all of it; that is recorded."""
    data = own_data.export(db.session, current_account(), now=at_once())
    db.session.commit()
    return schemas.OwnData(data=data)


@operation(
    "POST", "/me/erasure", "Delete my account",
    tag=TAG, body=schemas.Erasure, kinds=("ride_open",),
    limits=TRIES, limited_by=guessed,
)  # fmt: skip
def erase_account(body: schemas.Erasure) -> None:
    """Delete the account and its profile; a coming ride is cancelled first."""
    form = read_form(EraseForm, body.model_dump())
    account = current_account()
    if not own_account.is_own_password(account, form.present.data):
        raise _not_present()
    try:
        own_data.erase(db.session, account, now=at_once())
    except own_data.RideOpenError as error:
        raise ProblemError("ride_open") from error
    db.session.commit()


@operation(
    "GET", "/me/notices", "What I was told",
    tag=TAG, query=Paging, answer=schemas.Notices, any_key=True,
)  # fmt: skip
def my_notices(query: Paging) -> schemas.Notices:
    """Return the notices, the latest first, each in the reader's language."""
    account = current_account()
    total = notices.count(db.session, account.id)
    rows = notices.list_of(
        db.session,
        account.id,
        first=(query.page - 1) * ON_A_PAGE,
        limit=ON_A_PAGE,
    )
    return schemas.Notices(
        total=total,
        page=query.page,
        pages=pages_of(total, ON_A_PAGE),
        unread=notices.count_unread(db.session, account.id),
        notices=[
            schemas.Notice(
                id=row.id,
                kind=row.kind,
                path=row.path,
                at=row.created_at,
                sentence=sentence(row.kind, row.about, language()),
                is_read=row.read_at is not None,
            )
            for row in rows
        ],
    )


@operation(
    "POST", "/me/notices/<int:notice_id>/read", "I have read it",
    tag=TAG, any_key=True,
)  # fmt: skip
def read_notice(notice_id: int) -> None:
    """Note that a notice was read."""
    found(notices.read(db.session, current_account().id, notice_id, now=at_once()))
    db.session.commit()


@operation("POST", "/me/notices/read", "I have read all of it", tag=TAG, any_key=True)
def read_notices() -> None:
    """Note that everything was read."""
    notices.read_all(db.session, current_account().id, now=at_once())
    db.session.commit()


@operation(
    "GET", "/me/contact", "Where notices go besides",
    tag=TAG, answer=schemas.ContactAddress,
)  # fmt: skip
def read_contact() -> schemas.ContactAddress:
    """Return the address; without one, all of it is null."""
    return _contact(notices.find_contact(db.session, current_account().id))


@operation(
    "PUT", "/me/contact", "Send notices there too",
    tag=TAG, body=schemas.ContactIn, answer=schemas.ContactAddress,
    kinds=("too_soon",), limits="5 per hour; 20 per day", limited_by=guessed,
)  # fmt: skip
def choose_contact(body: schemas.ContactIn) -> schemas.ContactAddress:
    """Send a code to an address; nothing else goes there before it is confirmed."""
    form = read_form(ContactForm, body.model_dump())
    try:
        chosen = contacts.choose(
            db.session,
            current_account().id,
            Channel(form.channel.data),
            form.address.data,
            language=language(),
            now=at_once(),
        )
    except contacts.AddressError as error:
        message = (
            _("This is no telephone number. Only digits, please.")
            if form.channel.data == Channel.SMS
            else _("This is no e-mail address. It looks like name@example.com.")
        )
        raise wrong_field("address", message) from error
    except contacts.TooSoonError as error:
        raise ProblemError("too_soon") from error
    db.session.commit()
    return _contact(chosen)


@operation(
    "POST", "/me/contact/code", "The code that was sent",
    tag=TAG, body=schemas.CodeIn, answer=schemas.ContactAddress,
)  # fmt: skip
def confirm_contact(body: schemas.CodeIn) -> schemas.ContactAddress:
    """Prove the address; five tries within half an hour."""
    form = read_form(CodeForm, body.model_dump())
    account_id = current_account().id
    try:
        contacts.confirm(db.session, account_id, form.code.data, now=at_once())
    except contacts.CodeError as error:
        db.session.commit()  # The try counts.
        raise wrong_field(
            "code",
            _("The code is not right or too old. Look again, or send a new one."),
        ) from error
    db.session.commit()
    return _contact(notices.find_contact(db.session, account_id))


@operation("DELETE", "/me/contact", "Send notices to the site only", tag=TAG)
def forget_contact() -> None:
    """Forget the address."""
    contacts.forget(db.session, current_account().id, now=at_once())
    db.session.commit()


def _account() -> schemas.Account:
    account, now = current_account(), at_once()
    return schemas.Account(
        id=account.id,
        login=account.login,
        name=account.display_name,
        role=account.role,
        language=account.language,
        large_type=bool(account.has_large_type),
        ranked_by_profile=account.is_ranked_for,
        unread_notices=notices.count_unread(db.session, account.id),
        expires_at=accounts.find_expiry(db.session, g.token, now=now),
    )


def _contact(row: Contact | None) -> schemas.ContactAddress:
    return schemas.ContactAddress(
        channel=row.channel if row else None,
        address=row.address if row else None,
        is_confirmed=bool(row and row.confirmed_at),
    )


def _not_present() -> ProblemError:
    return wrong_field("present", _("This is not your present password."), "wrong")

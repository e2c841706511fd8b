"""A seeker's own: profile, matches, applications, notices, searches, rides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask_babel import get_locale

from webapp.api import schemas
from webapp.api.operations import operation
from webapp.api.public import line, public_vacancy
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import reason_text
from webapp.problems import ProblemError
from webapp.security.sessions import current_account
from webapp.services import (
    applications,
    interviews,
    invitations,
    notices,
    riding,
    saved_searches,
    seekers,
)
from webapp.services.notice_texts import sentence
from webapp.services.profiles import load_vacancies

if TYPE_CHECKING:
    from models import Application, Seeker
    from models import SavedSearch as SavedSearchRow

TAG = "Seekers"


def _own(now: dt.datetime) -> Seeker:
    """Return the profile; an empty one is made when there is none yet."""
    return seekers.of_account(db.session, current_account(), now=now)


def _found() -> Seeker | None:
    return seekers.find_of_account(db.session, current_account().id)


@operation("GET", "/me/profile", "Read my profile", tag=TAG, answer=schemas.Profile)
def read_profile() -> schemas.Profile:
    """Return the profile of who asks."""
    found = _found()
    if found is None:
        raise ProblemError(404, "no_profile", "There is no profile yet.")
    return _profile(found)


@operation(
    "PATCH", "/me/profile", "Change my profile; only what is sent",
    tag=TAG, body=schemas.ProfileChange, answer=schemas.Profile,
)  # fmt: skip
def change_profile(body: schemas.ProfileChange) -> schemas.Profile:
    """Store what was sent."""
    now = dt.datetime.now(dt.UTC)
    values: dict[str, Any] = {
        name: value
        for name, value in body.model_dump(exclude_unset=True).items()
        if value is not None or name in _MAY_BE_EMPTY
    }
    if "wanted_monthly_yuan" in values:
        yuan = values.pop("wanted_monthly_yuan")
        values["wanted_monthly_cents"] = yuan * 100 if yuan else None
    gazetteer = collaborators().gazetteer
    for name in ("home_place_code", "wanted_place_code"):
        code = values.get(name)
        if code is not None and code not in gazetteer:
            raise ProblemError(
                422, "invalid", "Some fields cannot be taken.",
                [{"field": name, "message": "is no place of today"}],
            )  # fmt: skip
    seeker = _own(now)
    seekers.save_answers(
        db.session, gazetteer, seeker, (), values,
        account_id=current_account().id, now=now,
    )  # fmt: skip
    db.session.commit()
    return _profile(seeker)


@operation(
    "GET", "/me/matches", "What fits me, and why", tag=TAG, answer=schemas.Matches
)
def my_matches() -> schemas.Matches:
    """Return the best vacancies with reasons."""
    seeker = _found()
    if seeker is None:
        return schemas.Matches(matches=[])
    found = collaborators().match_maker.for_seeker(
        db.session, seeker.id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()  # what was encoded
    rows = load_vacancies(db.session, [fit.vacancy_id for fit in found.fits])
    return schemas.Matches(
        matches=[
            schemas.Match(
                vacancy=line(rows[fit.vacancy_id]),
                score=fit.score,
                reasons=[reason_text(reason) for reason in fit.reasons],
            )
            for fit in found.fits
            if fit.vacancy_id in rows
        ]
    )


@operation(
    "POST", "/vacancies/<int:vacancy_id>/applications", "Apply, once",
    tag=TAG, body=schemas.Apply, answer=schemas.MyApplication, status=201,
    problems=(409,),
)  # fmt: skip
def apply(vacancy_id: int, body: schemas.Apply) -> schemas.MyApplication:
    """Send an application; a second one is the first."""
    vacancy = public_vacancy(vacancy_id)
    now = dt.datetime.now(dt.UTC)
    try:
        sent = applications.apply(
            db.session, _own(now), vacancy, body.message,
            account_id=current_account().id, now=now,
        )  # fmt: skip
    except applications.VacancyClosedError as error:
        raise ProblemError(409, "closed", "It takes no applications.") from error
    db.session.commit()
    return _application(sent, {})


@operation(
    "GET", "/me/applications", "What I sent, and how it stands",
    tag=TAG, answer=schemas.MyApplications,
)  # fmt: skip
def my_applications() -> schemas.MyApplications:
    """Return the applications with their steps."""
    seeker = _found()
    rows = applications.list_of(db.session, seeker) if seeker else []
    met = interviews.list_by_seeker(db.session, seeker) if seeker else {}
    return schemas.MyApplications(applications=[_application(row, met) for row in rows])


@operation(
    "DELETE", "/me/applications/<int:application_id>", "Withdraw",
    tag=TAG, problems=(409,),
)  # fmt: skip
def withdraw(application_id: int) -> None:
    """Take an application back."""
    seeker = _found()
    rows = applications.list_of(db.session, seeker) if seeker else []
    own = next((row for row in rows if row.id == application_id), None)
    if own is None:
        raise ProblemError(404, "not_found", "There is no such application.")
    try:
        applications.withdraw(
            db.session, own,
            account_id=current_account().id, now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    except applications.TooLateError as error:
        raise ProblemError(409, "decided", "The employer has decided.") from error
    db.session.commit()


@operation(
    "GET", "/me/invitations", "Who asks me to apply",
    tag=TAG, answer=schemas.Invitations,
)  # fmt: skip
def my_invitations() -> schemas.Invitations:
    """Return the invitations."""
    seeker = _found()
    rows = invitations.list_of(db.session, seeker) if seeker else []
    return schemas.Invitations(
        invitations=[
            schemas.Invitation(
                id=row.id, vacancy=line(row.vacancy), status=row.status,
                asked_at=row.created_at,
            )
            for row in rows
        ]
    )  # fmt: skip


@operation(
    "POST", "/me/invitations/<int:invitation_id>", "Say yes, which applies, or no",
    tag=TAG, body=schemas.InvitationAnswer, problems=(409,),
)  # fmt: skip
def reply_invitation(invitation_id: int, body: schemas.InvitationAnswer) -> None:
    """Answer an invitation."""
    seeker = _found()
    rows = invitations.list_of(db.session, seeker) if seeker else []
    own = next((row for row in rows if row.id == invitation_id), None)
    if own is None:
        raise ProblemError(404, "not_found", "There is no such invitation.")
    try:
        invitations.answer(
            db.session, own, says_yes=body.says_yes,
            account_id=current_account().id, now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    except invitations.AnsweredError as error:
        raise ProblemError(409, "answered", "It was answered already.") from error
    except applications.VacancyClosedError as error:
        raise ProblemError(409, "closed", "It takes no applications.") from error
    db.session.commit()


@operation("GET", "/me/notices", "What I was told", tag=TAG, answer=schemas.Notices)
def my_notices() -> schemas.Notices:
    """Return the notices, the latest first."""
    account = current_account()
    language = str(get_locale())
    return schemas.Notices(
        unread=notices.count_unread(db.session, account.id),
        notices=[
            schemas.Notice(
                id=row.id, kind=row.kind, path=row.path, at=row.created_at,
                sentence=sentence(row.kind, row.about, language),
                is_read=row.read_at is not None,
            )
            for row in notices.list_of(db.session, account.id)
        ],
    )  # fmt: skip


@operation("POST", "/me/notices/<int:notice_id>/read", "I have read it", tag=TAG)
def read_notice(notice_id: int) -> None:
    """Note that a notice was read."""
    found = notices.read(
        db.session, current_account().id, notice_id, now=dt.datetime.now(dt.UTC)
    )
    if found is None:
        raise ProblemError(404, "not_found", "There is no such notice.")
    db.session.commit()


@operation(
    "GET", "/me/searches", "The searches I keep",
    tag=TAG, answer=schemas.SavedSearches,
)  # fmt: skip
def my_searches() -> schemas.SavedSearches:
    """Return the saved searches."""
    rows = saved_searches.list_of(db.session, current_account().id)
    return schemas.SavedSearches(searches=[_search(row) for row in rows])


@operation(
    "POST", "/me/searches", "Keep a search, and be told of what is new",
    tag=TAG, body=schemas.SaveSearch, answer=schemas.SavedSearch, status=201,
    problems=(409,),
)  # fmt: skip
def save_search(body: schemas.SaveSearch) -> schemas.SavedSearch:
    """Keep a search."""
    address = urlencode({"q": body.q})
    if len(address) > saved_searches.LONGEST_ADDRESS or not body.name:
        raise ProblemError(422, "invalid", "Some fields cannot be taken.")
    try:
        row = saved_searches.save(
            db.session, current_account().id, name=body.name, address=address,
            frequency=body.frequency, now=dt.datetime.now(dt.UTC),
        )  # fmt: skip
    except saved_searches.TooManyError as error:
        raise ProblemError(409, "too_many", "No more searches are kept.") from error
    db.session.commit()
    return _search(row)


@operation("DELETE", "/me/searches/<int:search_id>", "Forget a search", tag=TAG)
def forget_search(search_id: int) -> None:
    """Forget a saved search."""
    account_id = current_account().id
    found = saved_searches.find_own(db.session, account_id, search_id)
    if found is None:
        raise ProblemError(404, "not_found", "There is no such search.")
    saved_searches.delete(
        db.session, found, account_id=account_id, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()


@operation("GET", "/me/rides", "My seats on coaches", tag=TAG, answer=schemas.Rides)
def my_rides() -> schemas.Rides:
    """Return the wishes for a coach, and how far each has come."""
    seeker = _found()
    rows = riding.list_of(db.session, seeker) if seeker else []
    shown = [riding.show(db.session, row) for row in rows]
    return schemas.Rides(
        rides=[
            schemas.Ride(
                id=ride.request.id,
                standing=ride.standing.value,
                campaign=ride.request.campaign.name,
                service_date=ride.request.campaign.service_date,
                gate=ride.request.site.name,
                place_in_queue=ride.place_in_queue,
            )
            for ride in shown
        ]
    )


_MAY_BE_EMPTY = {
    "home_place_code", "wanted_place_code", "wanted_monthly_yuan", "wanted_shift",
    "available_from",
}  # fmt: skip


def _profile(row: Seeker) -> schemas.Profile:
    pay = row.wanted_monthly_cents
    return schemas.Profile(
        name=row.name or "",
        phone=row.phone or "",
        wanted_title=row.wanted_title,
        skills=row.skills,
        home_place_code=row.home_place_code,
        wanted_place_code=row.wanted_place_code,
        wanted_monthly_yuan=pay // 100 if pay else None,
        wanted_shift=row.wanted_shift,
        refuses_nights=row.refuses_nights,
        wants_lodging=row.wants_lodging,
        wants_board=row.wants_board,
        schooling=row.schooling,
        experience_months=row.experience_months,
        certificates=row.certificates,
        available_from=row.available_from,
        is_looking=row.is_looking,
    )


def _application(row: Application, met: dict[int, Any]) -> schemas.MyApplication:
    interview = met.get(row.id)
    return schemas.MyApplication(
        id=row.id,
        vacancy_id=row.vacancy_id,
        title=row.vacancy.title,
        employer=row.vacancy.employer.name,
        status=row.status,
        steps=[schemas.Step(status=each.status, at=each.at) for each in row.events],
        interview=schemas.Interview(
            id=interview.id, starts_at=interview.starts_at, place=interview.place,
            remark=interview.remark, reply=interview.reply,
        )
        if interview
        else None,
    )  # fmt: skip


def _search(row: SavedSearchRow) -> schemas.SavedSearch:
    return schemas.SavedSearch(
        id=row.id, name=row.name, address=row.address, frequency=row.frequency
    )

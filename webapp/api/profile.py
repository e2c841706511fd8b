"""A seeker's profile: as fields, as questions, from a CV; and what fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from webapp.api.asking import at_once, find_seeker, found, own_seeker
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import seekers as schemas
from webapp.api.schemas.base import Label
from webapp.api.showing import vacancy_line
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import help_text, reason_text
from webapp.problems import ProblemError, wrong_field
from webapp.questions import forms
from webapp.questions.catalogue import QUESTIONS, told
from webapp.security.sessions import current_account
from webapp.seeker import cv
from webapp.services import exposure, recommending, seekers, uploads
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug.datastructures import FileStorage

    from models import Seeker
    from webapp.questions.taps import Question

TAG = "Profile"
# What a field must keep to says the form of its question.
FORMS: dict[str, tuple[type[forms.OtherForm], str]] = {
    "wanted_title": (forms.WorkForm, "wanted_title"),
    "skills": (forms.SkillsForm, "skills"),
    "wanted_monthly_yuan": (forms.PayForm, "pay_yuan"),
    "companions": (forms.FamilyForm, "companions"),
    "available_from": (forms.StartForm, "available_from"),
}
MAY_BE_EMPTY = {
    "home_place_code": "home_place_code",
    "wanted_place_code": "wanted_place_code",
    "wanted_monthly_yuan": "wanted_monthly_cents",
    "wanted_shift": "wanted_shift",
    "reach_km": "reach_m",
    "available_from": "available_from",
    "companions": "companions",
}


@operation("GET", "/me/profile", "Read my profile", tag=TAG, answer=schemas.Profile)
def read_profile() -> schemas.Profile:
    """Return the profile; before there is one, nothing is found."""
    return _profile(found(find_seeker()))


@operation(
    "PATCH", "/me/profile", "Change my profile; only what is sent",
    tag=TAG, body=schemas.ProfileChange, answer=schemas.Profile,
)  # fmt: skip
def change_profile(body: schemas.ProfileChange) -> schemas.Profile:
    """Store what was sent; null takes back what may be left open."""
    values: dict[str, Any] = {}
    for name, value in body.model_dump(exclude_unset=True).items():
        values |= _column(name, value)
    gazetteer = collaborators().gazetteer
    for name in ("home_place_code", "wanted_place_code"):
        code = values.get(name)
        if code is not None and code not in gazetteer:
            raise wrong_field(
                name, _("We do not know this place. Write city and county, please.")
            )
    answered = [
        question.name
        for question in QUESTIONS.values()
        if set(question.columns) & set(values)
    ]
    return _saved(answered, values)


@operation(
    "GET", "/me/questions", "The questions of the profile",
    tag=TAG, answer=schemas.Questions,
)  # fmt: skip
def my_questions() -> schemas.Questions:
    """Return what is asked, in its order, the common answers, and what is known."""
    seeker = find_seeker()
    return schemas.Questions(
        questions=[_question(each, seeker) for each in QUESTIONS.values()]
    )


@operation(
    "PUT", "/me/answers/<name>", "Answer a question of the profile",
    tag=TAG, body=schemas.Answers, answer=schemas.Profile,
)  # fmt: skip
def answer_question(name: str, body: schemas.Answers) -> schemas.Profile:
    """Store one answer: what was tapped, or what was written."""
    question: Question = found(QUESTIONS.get(name))
    form = None
    if body.words is not None:
        if question.other is None:
            raise wrong_field("words", _("Please tap one of the answers."))
        form = read_form(question.other, body.words)
    taps = {tap.key: tap for tap in question.taps(today(at_once()))}
    values = question.values(taps, body.choices, form)
    if values is None:
        raise wrong_field("choices", _("Please tap one of the answers."))
    return _saved([question.name], values)


@operation(
    "POST", "/me/cv", "Read a CV (PDF or Word)",
    tag=TAG, upload=True, answer=schemas.CvProposals, status=201,
    limits="20 per hour", limited_by=lambda: f"cv {current_account().id}",
)  # fmt: skip
def read_cv(file: FileStorage) -> schemas.CvProposals:
    """Return what the file answers; its text is kept sealed for an hour at most."""
    try:
        kept = cv.receive(file.read())
    except cv.UnreadableError as error:
        raise wrong_field("file", error.sentence) from error
    return _proposals(kept)


@operation(
    "GET", "/me/cv/<token>", "What a CV answers, once more",
    tag=TAG, answer=schemas.CvProposals, kinds=("gone",),
)  # fmt: skip
def cv_proposals(token: str) -> schemas.CvProposals:
    """Return the proposals beside what is known now."""
    return _proposals(_kept(token))


@operation(
    "POST", "/me/cv/<token>", "Take what is right of a CV",
    tag=TAG, body=schemas.CvTake, answer=schemas.Profile, kinds=("gone",),
)  # fmt: skip
def take_cv(token: str, body: schemas.CvTake) -> schemas.Profile:
    """Store the proposals that are named, and put the file away."""
    kept = _kept(token)
    names, values = cv.chosen(kept, body.questions)
    profile = _saved(names, values)
    cv.put_away(kept)
    return profile


@operation(
    "GET", "/me/matches", "What fits me, and why", tag=TAG, answer=schemas.Matches
)
def my_matches() -> schemas.Matches:
    """Return the best vacancies with reasons; what was shown is noted."""
    seeker, account = find_seeker(), current_account()
    if seeker is None:
        return schemas.Matches(
            is_ranked=account.is_ranked_for, matches=[], near_misses=[], helps=[]
        )
    shown = recommending.recommend(
        db.session, collaborators().match_maker, account, seeker, now=at_once()
    )
    db.session.commit()
    ranked = [
        schemas.Match(
            vacancy=vacancy_line(vacancy),
            score=fit.score,
            reasons=[reason_text(each) for each in reasons if not each.against],
            against=[reason_text(each) for each in reasons if each.against],
        )
        for vacancy, fit, reasons in shown.fits
    ]
    newest = [
        schemas.Match(vacancy=vacancy_line(each), score=None, reasons=[], against=[])
        for each in shown.newest
    ]
    return schemas.Matches(
        is_ranked=account.is_ranked_for,
        matches=ranked or newest,
        near_misses=[
            schemas.NearMiss(
                vacancy=vacancy_line(vacancy),
                missing=[reason_text(each) for each in miss.missing],
            )
            for vacancy, miss in shown.missed
        ],
        helps=[help_text(each) for each in shown.helps],
    )


@operation(
    "POST", "/me/matches/<int:vacancy_id>/opened", "I looked at one of them", tag=TAG
)
def open_match(vacancy_id: int) -> None:
    """Note that a vacancy of today's list was of interest."""
    seeker = found(find_seeker())
    if not exposure.note_opened(db.session, seeker.id, vacancy_id, now=at_once()):
        raise ProblemError("not_found")
    db.session.commit()


def _saved(answered: Collection[str], values: dict[str, Any]) -> schemas.Profile:
    seeker = own_seeker()
    seekers.save_answers(
        db.session, collaborators().gazetteer, seeker, answered, values,
        account_id=current_account().id, now=at_once(),
    )  # fmt: skip
    db.session.commit()
    return _profile(seeker)


def _column(name: str, value: Any) -> dict[str, Any]:
    """Return the columns of a field; null of what must have a value changes nothing."""
    if value is None:
        return {MAY_BE_EMPTY[name]: None} if name in MAY_BE_EMPTY else {}
    if name in FORMS:
        form, field = FORMS[name]
        return read_form(form, {field: value}, {field: name}).values()
    if name == "certificates":
        written = "、".join(value)
        return read_form(forms.CertificatesForm, {name: written}).values()
    if name == "reach_km":
        return {"reach_m": value * 1000}
    if name == "name" and not value:
        raise wrong_field(name, _("Please enter your name."))
    return {name: value}


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
        reach_km=row.reach_m // 1000 if row.reach_m else None,
        wants_lodging=row.wants_lodging,
        wants_board=row.wants_board,
        schooling=row.schooling,
        experience_months=row.experience_months,
        certificates=row.certificates,
        available_from=row.available_from,
        companions=row.companions,
        is_looking=row.is_looking,
    )


def _question(question: Question, seeker: Seeker | None) -> schemas.Question:
    taps = question.taps(today(at_once()))
    form = question.other(formdata=None) if question.other else None
    fields = [each for each in form if each.name != "csrf_token"] if form else []
    return schemas.Question(
        name=question.name,
        title=str(question.title),
        hint=str(question.hint),
        is_main=question.is_main,
        takes_many=question.takes_many,
        choices=[Label(word=tap.key, label=str(tap.label)) for tap in taps],
        chosen=sorted(question.chosen(seeker, taps)),
        words=[
            schemas.WordField(
                name=each.name,
                label=str(each.label.text),
                hint=str(each.description),
            )
            for each in fields
        ],
        answer=str(told(question, seeker)) if seeker else "",
    )


def _kept(token: str) -> uploads.Upload:
    kept = cv.find(token)
    if kept is None:
        raise ProblemError("gone")
    return kept


def _proposals(kept: uploads.Upload) -> schemas.CvProposals:
    seeker = find_seeker()
    return schemas.CvProposals(
        token=kept.token,
        proposals=[
            schemas.CvProposal(
                question=question.name,
                title=str(question.title),
                line=proposal.line,
                answer=str(words),
                now=str(now),
            )
            for question, proposal, words, now in cv.lines_of(kept, seeker)
        ],
    )

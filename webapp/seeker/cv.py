"""A CV is read; what it answers is shown, and only what is ticked is stored."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Seeker
from webapp.collaborators import collaborators
from webapp.extensions import db, limiter
from webapp.questions.catalogue import QUESTIONS, told
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.seeker.forms import CvForm
from webapp.services import seekers, uploads
from webapp.services.cvs import reading
from webapp.services.cvs.proposing import propose

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from webapp.questions.taps import Question
    from webapp.services.cvs.proposing import Proposal

KIND = "cv"
SENTENCES = {
    reading.TooLargeError: _l("The file is too large. At most 5 MB, please."),
    reading.OtherKindError: _l("Only PDF or Word (.docx) can be read."),
    reading.EncryptedError: _l("The file has a password. Save it without, please."),
    reading.BrokenError: _l(
        "The file is damaged and cannot be read. Save it once more, or answer the "
        "questions instead."
    ),
    reading.NoTextError: _l(
        "There is no text in the file, only pictures, as from a scanner. "
        "Please answer the questions instead."
    ),
}


class UnreadableError(Exception):
    """A CV cannot be read; ``sentence`` says why, in the language of the page."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@bp.get("/profile/cv")
def cv() -> str:
    """Ask for the file."""
    return render_template("seeker/cv.html", form=CvForm())


@bp.post("/profile/cv")
@limiter.limit("20 per hour", key_func=lambda: f"cv {current_account().id}")
def cv_post() -> ResponseReturnValue:
    """Read the file; its text is kept sealed until what it answers was looked at."""
    form = CvForm()
    if not form.validate():
        return render_template("seeker/cv.html", form=form), 422
    try:
        kept = receive(form.file.data.read())
    except UnreadableError as error:
        form.file.errors = [error.sentence]
        return render_template("seeker/cv.html", form=form), 422
    return redirect(url_for("seeker.cv_proposals", token=kept.token))


@bp.get("/profile/cv/<token>")
def cv_proposals(token: str) -> ResponseReturnValue:
    """Show what the CV answers beside what is known; nothing is stored yet."""
    kept = find(token)
    if kept is None:
        flash(_("The file is no longer kept. Please send it again."), "warning")
        return redirect(url_for("seeker.cv"))
    lines = lines_of(kept, own_seeker())
    return render_template("seeker/cv_proposals.html", lines=lines)


@bp.post("/profile/cv/<token>")
def cv_take(token: str) -> ResponseReturnValue:
    """Store what was ticked."""
    kept = find(token)
    if kept is None:
        flash(_("The file is no longer kept. Please send it again."), "warning")
        return redirect(url_for("seeker.cv"))
    names, values = chosen(kept, request.form.getlist("take"))
    if names:
        account, now = current_account(), dt.datetime.now(dt.UTC)
        seekers.save_answers(
            db.session,
            collaborators().gazetteer,
            seekers.of_account(db.session, account, now=now),
            names,
            values,
            account_id=account.id,
            now=now,
        )
        db.session.commit()
        flash(_("Saved. This is what we know of you now."))
    put_away(kept)
    return redirect(url_for("seeker.profile"))


def receive(content: bytes) -> uploads.Upload:
    """
    Keep the text of a CV, sealed, until what it answers was looked at.

    Raises
    ------
    UnreadableError
        When there is nothing to read in it; nothing is kept.
    """
    try:
        text = reading.read_text(content)
    except reading.CvError as error:
        raise UnreadableError(str(SENTENCES[type(error)])) from error
    if not _proposals(text):
        raise UnreadableError(
            _("We could not make out anything. Please answer the questions instead.")
        )
    return uploads.keep(
        _folder(),
        text.encode(),
        name="",
        kind=KIND,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )


def lines_of(
    kept: uploads.Upload, seeker: Seeker | None
) -> list[tuple[Question, Proposal, object, object]]:
    """Return each question that a CV answers: the proposal, in words, what is known."""
    return [
        (
            question,
            proposal,
            _words(proposal),
            told(question, seeker) if seeker else "",
        )
        for proposal in _proposals(kept.content.decode())
        for question in [QUESTIONS[proposal.question]]
    ]


def chosen(
    kept: uploads.Upload, wanted: Collection[str]
) -> tuple[list[str], dict[str, Any]]:
    """Return the questions that are taken of a CV, and their answers by column."""
    taken = [p for p in _proposals(kept.content.decode()) if p.question in wanted]
    values: dict[str, Any] = {}
    for proposal in taken:
        values |= proposal.values
    return [proposal.question for proposal in taken], values


def put_away(kept: uploads.Upload) -> None:
    """Forget the text of a CV."""
    uploads.discard(_folder(), kept)


def _folder() -> Path:
    return collaborators().settings.var_dir / "uploads"


def find(token: str) -> uploads.Upload | None:
    """Return the text of a CV that this account has sent; None once it is gone."""
    try:
        kept = uploads.take(
            _folder(),
            token,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except uploads.GoneError:
        return None
    return kept if kept.kind == KIND else None


def _proposals(text: str) -> tuple[Proposal, ...]:
    settings = collaborators().settings
    return propose(text, collaborators().gazetteer, settings.home_district)


def _words(proposal: Proposal) -> object:
    """Return an answer as the profile would show it."""
    values = dict(proposal.values)
    if proposal.question == "contact":
        return " ".join(str(value) for value in values.values())
    gazetteer = collaborators().gazetteer
    for column in ("home_place_code", "wanted_place_code"):
        if column in values:
            return gazetteer.place(values[column]).full_name
    # Of a person who is nowhere stored.
    answers = {"certificates": [], "answered": [], "experience_months": 0, **values}
    return QUESTIONS[proposal.question].told(Seeker(**answers))

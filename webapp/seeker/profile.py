"""The profile: one question a page, each answer stored at once, and all together."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.questions.pages import Questionnaire
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp, own_seeker
from webapp.services import seekers
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/profile")
def profile() -> str:
    """Show all answers with a way to change each; or where to begin."""
    return render_template("seeker/profile.html", questionnaire=own_questionnaire())


@bp.get("/profile/<name>")
def question(name: str) -> str:
    """Ask one question."""
    asked = own_questionnaire()
    return asked.show(asked.get(name))


@bp.post("/profile/<name>")
def question_post(name: str) -> ResponseReturnValue:
    """Store the answer, and go on to the next question."""
    asked = own_questionnaire()
    question = asked.get(name)
    values = asked.read(question)
    if not isinstance(values, dict):
        return values
    account, now = current_account(), dt.datetime.now(dt.UTC)
    after = asked.after(question)
    seekers.save_answers(
        db.session,
        collaborators().gazetteer,
        seekers.of_account(db.session, account, now=now),
        [question.name],
        values,
        account_id=account.id,
        now=now,
    )
    db.session.commit()
    if after == asked.end:
        flash(_("Saved. This is what we know of you now."))
    return redirect(after)


def own_questionnaire() -> Questionnaire:
    """Return the questions to the seeker who is signed in."""
    return Questionnaire(
        seeker=own_seeker(),
        address=lambda name, **query: url_for("seeker.question", name=name, **query),
        end=url_for("seeker.profile"),
        today=today(dt.datetime.now(dt.UTC)),
    )

"""A clerk makes and fills in a person's profile, at the desk or on the telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Seeker
from webapp.bureau.blueprint import bp, row_or_404, utc_now, valid_or_400
from webapp.bureau.forms import ConfirmForm, NewSeekerForm
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.questions.pages import Questionnaire
from webapp.security.sessions import current_account
from webapp.services import seekers, signing_up
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/seekers/new")
def new_seeker() -> str:
    """Ask for a name and a telephone number."""
    return render_template("bureau/new_seeker.html", form=NewSeekerForm(), same=[])


@bp.post("/seekers/new")
def create_seeker() -> ResponseReturnValue:
    """Begin a profile; who has the same number already is shown first."""
    form = NewSeekerForm()
    if not form.validate():
        return render_template("bureau/new_seeker.html", form=form, same=[]), 422
    same = signing_up.find_by_number(db.session, form.phone.data)
    if same and request.form.get("another") != "1":
        return render_template("bureau/new_seeker.html", form=form, same=same), 422
    made = signing_up.register(
        db.session,
        name=form.name.data,
        phone=form.phone.data,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    return redirect(_questionnaire(made).first())


@bp.get("/seekers/<int:seeker_id>/profile")
def seeker_profile(seeker_id: int) -> str:
    """Show all answers, with a way to change each."""
    asked = _questionnaire(row_or_404(Seeker, seeker_id))
    return render_template("bureau/seeker_profile.html", questionnaire=asked)


@bp.get("/seekers/<int:seeker_id>/profile/<name>")
def seeker_question(seeker_id: int, name: str) -> str:
    """Ask one question."""
    asked = _questionnaire(row_or_404(Seeker, seeker_id))
    return asked.show(asked.get(name))


@bp.post("/seekers/<int:seeker_id>/profile/<name>")
def seeker_question_post(seeker_id: int, name: str) -> ResponseReturnValue:
    """Store the answer under the clerk's name, and go on."""
    found = row_or_404(Seeker, seeker_id)
    asked = _questionnaire(found)
    question = asked.get(name)
    values = asked.read(question)
    if not isinstance(values, dict):
        return values
    after = asked.after(question)
    seekers.save_answers(
        db.session,
        collaborators().gazetteer,
        found,
        [question.name],
        values,
        account_id=current_account().id,
        now=utc_now(),
    )
    db.session.commit()
    return redirect(after)


@bp.post("/seekers/<int:seeker_id>/account")
def seeker_account(seeker_id: int) -> ResponseReturnValue:
    """Let a person sign in with their number; show the first password, this once."""
    found = row_or_404(Seeker, seeker_id)
    valid_or_400(ConfirmForm())
    try:
        password = signing_up.give_account(
            db.session, found, account_id=current_account().id, now=utc_now()
        )
    except signing_up.SignUpError as error:
        db.session.rollback()
        said = (
            _("Write down the telephone number first.")
            if isinstance(error, signing_up.NoNumberError)
            else _("Somebody else signs in with this number.")
        )
        flash(said, "warning")
        return redirect(url_for("bureau.seeker_profile", seeker_id=seeker_id))
    db.session.commit()
    return render_template(
        "bureau/seeker_account.html", seeker=found, password=password
    )


def _questionnaire(found: Seeker) -> Questionnaire:
    def address(name: str, **query: Any) -> str:
        return url_for("bureau.seeker_question", seeker_id=found.id, name=name, **query)

    return Questionnaire(
        seeker=found,
        address=address,
        end=url_for("bureau.seeker_profile", seeker_id=found.id),
        today=today(utc_now()),
        is_proxy=True,
    )

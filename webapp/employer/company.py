"""A company: registered, its papers sent, its people asked in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from models import EmployerRole
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer
from webapp.employer.company_forms import (
    InviteForm,
    PaperForm,
    PersonForm,
    RegistrationForm,
    RoleForm,
)
from webapp.employer.forms import PlainForm
from webapp.extensions import db, limiter
from webapp.fields import tidy_line
from webapp.security import sessions
from webapp.security.sessions import current_account
from webapp.services import accounts, audit_log, papers, registration, team, uploads
from webapp.services.employers import examination

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from models import Account


@bp.get("/register")
def register() -> str:
    """Show the form for a company that is new here."""
    return render_template("employer/register.html", form=RegistrationForm())


@bp.post("/register")
@limiter.limit("20 per hour")
def register_post() -> ResponseReturnValue:
    """Add the company, sign its owner in, and ask for its papers."""
    form = RegistrationForm()
    if not form.validate():
        return render_template("employer/register.html", form=form), 422
    now = dt.datetime.now(dt.UTC)
    new = registration.NewCompany(
        name=form.name.data,
        credit_code=form.credit_code.data,
        contact_name=form.display_name.data,
        phone=form.phone.data,
        login=form.login.data,
        password=form.password.data,
    )
    try:
        account = registration.register(db.session, new, now=now)
    except registration.CompanyKnownError:
        db.session.rollback()
        form.name.errors = [
            _(
                "This company is here already. Ask a colleague for an invitation, or "
                "call us."
            )
        ]
    except registration.LoginTakenError:
        db.session.rollback()
        form.login.errors = [_("This account name is taken; please choose another.")]
    else:
        return _signed_in(account, form, "employer.company_papers", now)
    return render_template("employer/register.html", form=form), 422


@bp.get("/join/<token>")
def join(token: str) -> ResponseReturnValue:
    """Show the form behind an invitation."""
    return _show_join(token, PersonForm())


@bp.post("/join/<token>")
@limiter.limit("30 per hour")
def join_post(token: str) -> ResponseReturnValue:
    """Make the account that an invitation is for, and sign in."""
    form = PersonForm()
    if not form.validate():
        return _show_join(token, form, 422)
    now = dt.datetime.now(dt.UTC)
    try:
        account = team.join(
            db.session,
            token,
            login=form.login.data,
            display_name=form.display_name.data,
            password=form.password.data,
            now=now,
        )
    except team.InvitationGoneError:
        db.session.rollback()
        return _show_join(token, form, 422)
    except registration.LoginTakenError:
        db.session.rollback()
        form.login.errors = [_("This account name is taken; please choose another.")]
        return _show_join(token, form, 422)
    return _signed_in(account, form, "employer.vacancies", now)


@bp.get("/papers")
def company_papers() -> str:
    """Show the company's papers and how their examination stands."""
    return _show_papers(PaperForm())


@bp.post("/papers")
@limiter.limit("60 per hour")
def send_paper() -> ResponseReturnValue:
    """Take in a paper for the clerks."""
    form = PaperForm()
    if not form.validate():
        return _show_papers(form), 422
    sent = form.file.data
    try:
        papers.send(
            db.session,
            paper_folder(),
            own_employer(),
            sent.read(papers.LARGEST_BYTES + 1),
            kind=form.paper_kind(),
            name=tidy_line(sent.filename),
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except papers.WrongKindError:
        form.file.errors = [_("This is neither a PDF nor a JPG or PNG picture.")]
    except papers.TooLargeError:
        form.file.errors = [_("At most 5 MB, please; a smaller photograph will do.")]
    except papers.TooManyError:
        form.file.errors = [_("Twelve papers are here; please remove one first.")]
    else:
        db.session.commit()
        flash(_("Received. The office looks at it."), "success")
        return redirect(url_for("employer.company_papers"))
    db.session.rollback()
    return _show_papers(form), 422


@bp.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> ResponseReturnValue:
    """Send one of the company's own papers back."""
    found = papers.find(db.session, own_employer().id, paper_id)
    if found is None:
        abort(404)
    try:
        content = papers.read(paper_folder(), found)
    except uploads.GoneError:
        abort(404)
    answer = make_response(content)
    answer.content_type = found.content_type
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"paper-{found.id}"
    )
    return answer


@bp.post("/papers/<int:paper_id>/remove")
def remove_paper(paper_id: int) -> ResponseReturnValue:
    """Forget a paper that was sent by mistake."""
    found = papers.find(db.session, own_employer().id, paper_id)
    if found is None or not PlainForm().validate():
        abort(404)
    papers.remove(
        db.session,
        paper_folder(),
        found,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("The paper is removed."), "success")
    return redirect(url_for("employer.company_papers"))


@bp.get("/team")
def company_team() -> str:
    """Show who may sign in for the company."""
    return _show_team(InviteForm())


@bp.post("/team")
def invite_colleague() -> ResponseReturnValue:
    """Make a link for a colleague; it is shown this once."""
    form = InviteForm()
    if not form.validate():
        return _show_team(form), 422
    try:
        invitation, token = team.invite(
            db.session,
            current_account(),
            name=form.name.data,
            role=EmployerRole(form.role.data),
            now=dt.datetime.now(dt.UTC),
        )
    except team.TeamError as error:
        return _refused(error)
    name = invitation.name
    db.session.commit()
    link = url_for("employer.join", token=token, _external=True)
    return _show_team(InviteForm(formdata=None), link=link, invited=name)


@bp.post("/team/invitations/<int:invitation_id>/withdraw")
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    """Make a link lead nowhere."""
    return _team_step(
        lambda owner, now: team.withdraw(db.session, owner, invitation_id, now=now),
        _("The link leads nowhere any more."),
    )


@bp.post("/team/<int:person_id>/role")
def set_role(person_id: int) -> ResponseReturnValue:
    """Make a colleague an owner or a member."""
    form = RoleForm()
    if not form.validate():
        abort(400)
    role = EmployerRole(form.role.data)
    return _team_step(
        lambda owner, now: team.set_role(db.session, owner, person_id, role, now=now),
        _("Noted."),
    )


@bp.post("/team/<int:person_id>/remove")
def remove_person(person_id: int) -> ResponseReturnValue:
    """Take a colleague out of the company's people."""
    return _team_step(
        lambda owner, now: team.remove(db.session, owner, person_id, now=now),
        _("Taken out, and signed out everywhere."),
    )


def paper_folder() -> Path:
    """Return where papers lie sealed."""
    return collaborators().settings.var_dir / "papers"


def _signed_in(
    account: Account, form: PersonForm, endpoint: str, now: dt.datetime
) -> ResponseReturnValue:
    """Sign a new account in with what was typed, and go on."""
    _account, token = accounts.sign_in(
        db.session, account.login, form.password.data, now=now
    )
    db.session.commit()
    response = make_response(redirect(url_for(endpoint)))
    sessions.set_cookie(response, token)
    return response


def _show_join(token: str, form: PersonForm, status: int = 200) -> ResponseReturnValue:
    try:
        invitation = team.find_invitation(
            db.session, token, now=dt.datetime.now(dt.UTC)
        )
    except team.InvitationGoneError:
        return render_template("employer/join_gone.html"), 410
    return (
        render_template(
            "employer/join.html", form=form, invitation=invitation, token=token
        ),
        status,
    )


def _show_papers(form: PaperForm) -> str:
    employer = own_employer()
    return render_template(
        "employer/papers.html",
        form=form,
        employer=employer,
        papers=papers.list_of(db.session, employer.id),
        examination=examination(employer, dt.datetime.now(dt.UTC)),
        refused_because=audit_log.last_reason(
            db.session, "employer.refuse", "employer", employer.id
        ),
    )


def _show_team(form: InviteForm, *, link: str = "", invited: str = "") -> str:
    employer, now = own_employer(), dt.datetime.now(dt.UTC)
    return render_template(
        "employer/team.html",
        form=form,
        employer=employer,
        people=team.list_people(db.session, employer.id),
        invitations=team.list_invitations(db.session, employer.id, now=now),
        is_owner=current_account().employer_role is EmployerRole.OWNER,
        link=link,
        invited=invited,
    )


def _team_step(
    step: Callable[[Account, dt.datetime], None], told: str
) -> ResponseReturnValue:
    if not PlainForm().validate():
        abort(400)
    try:
        step(current_account(), dt.datetime.now(dt.UTC))
    except team.TeamError as error:
        return _refused(error)
    db.session.commit()
    flash(told, "success")
    return redirect(url_for("employer.company_team"))


def _refused(error: team.TeamError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, team.LastOwnerError):
        flash(_("Somebody must remain who manages the company's people."), "warning")
    elif isinstance(error, team.TooManyInvitationsError):
        flash(_("Twenty links are open; please withdraw one first."), "warning")
    else:
        flash(_("Only who manages the company's people may do this."), "warning")
    return redirect(url_for("employer.company_team"))

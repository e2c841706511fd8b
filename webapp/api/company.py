"""A company: registered, its papers, its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from models import EmployerRole
from webapp.api.asking import at_once, found, own_employer, who_and_when
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import company as schemas
from webapp.api.schemas.accounts import Token
from webapp.api.signing_in import token_of
from webapp.employer.company import paper_folder
from webapp.employer.company_forms import InviteForm, PersonForm, RegistrationForm
from webapp.extensions import db
from webapp.fields import tidy_line
from webapp.problems import ProblemError, wrong_field
from webapp.security.sessions import current_account
from webapp.services import accounts, audit_log, papers, registration, team, uploads
from webapp.services.employers import examination

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.datastructures import FileStorage

    from models import Account, EmployerPaper
    from models import TeamInvitation as TeamInvitationRow

TAG = "Company"
OWNED = ("not_owner",)


@operation(
    "POST", "/employers", "Register a company",
    tag=TAG, body=schemas.Registration, answer=Token, status=201, is_public=True,
    kinds=("company_known", "login_taken"), limits="20 per hour",
)  # fmt: skip
def register_company(body: schemas.Registration) -> Token:
    """Add a company that waits for its examination, and sign its owner in."""
    form = read_form(RegistrationForm, body.model_dump())
    new = registration.NewCompany(
        name=form.name.data,
        credit_code=form.credit_code.data,
        contact_name=form.display_name.data,
        phone=form.phone.data,
        login=form.login.data,
        password=form.password.data,
    )
    try:
        account = registration.register(db.session, new, now=at_once())
    except registration.CompanyKnownError as error:
        raise ProblemError("company_known") from error
    except registration.LoginTakenError as error:
        raise ProblemError("login_taken") from error
    return _signed_in(account)


@operation(
    "POST", "/employers/invitation", "Read an invitation",
    tag=TAG, body=schemas.InvitationToken, answer=schemas.InvitedTo, is_public=True,
    kinds=("gone",), limits="30 per hour",
)  # fmt: skip
def read_team_invitation(body: schemas.InvitationToken) -> schemas.InvitedTo:
    """Return what the token of an invitation is for; it is not used up."""
    try:
        row = team.find_invitation(db.session, body.token, now=at_once())
    except team.InvitationGoneError as error:
        raise ProblemError("gone") from error
    return schemas.InvitedTo(
        employer=row.employer.name,
        name=row.name,
        role=row.role,
        expires_at=row.expires_at,
    )


@operation(
    "POST", "/employers/colleagues", "Join a company, invited",
    tag=TAG, body=schemas.Joining, answer=Token, status=201, is_public=True,
    kinds=("gone", "login_taken"), limits="30 per hour",
)  # fmt: skip
def join_company(body: schemas.Joining) -> Token:
    """Make the account that an invitation is for, and sign in."""
    form = read_form(PersonForm, body.model_dump(exclude={"token"}))
    try:
        account = team.join(
            db.session,
            body.token,
            login=form.login.data,
            display_name=form.display_name.data,
            password=form.password.data,
            now=at_once(),
        )
    except team.InvitationGoneError as error:
        raise ProblemError("gone") from error
    except registration.LoginTakenError as error:
        raise ProblemError("login_taken") from error
    return _signed_in(account)


@operation(
    "GET", "/employer", "Our company, and how its examination stands",
    tag=TAG, answer=schemas.Company, any_key=True,
)  # fmt: skip
def our_company() -> schemas.Company:
    """Return the company; people are shown and postings live while it is examined."""
    row = own_employer()
    return schemas.Company(
        id=row.id,
        name=row.name,
        credit_code=row.credit_code,
        contact_name=row.contact_name,
        place_code=row.place_code,
        examination=examination(row, at_once()),
        verified_until=row.verified_until,
        refused_because=audit_log.last_reason(
            db.session, "employer.refuse", "employer", row.id
        ),
        my_role=current_account().employer_role or EmployerRole.MEMBER,
    )


@operation("GET", "/employer/papers", "Our papers", tag=TAG, answer=schemas.Papers)
def our_papers() -> schemas.Papers:
    """Return the papers, the latest first."""
    rows = papers.list_of(db.session, own_employer().id)
    return schemas.Papers(papers=[_paper(row) for row in rows])


@operation(
    "POST", "/employer/papers", "Send a paper to the office",
    tag=TAG, body=schemas.PaperIn, upload=True, answer=schemas.Paper, status=201,
    kinds=("too_many",), limits="60 per hour",
)  # fmt: skip
def send_paper(body: schemas.PaperIn, file: FileStorage) -> schemas.Paper:
    """Keep a paper, sealed, for the clerks."""
    try:
        row = papers.send(
            db.session,
            paper_folder(),
            own_employer(),
            file.read(papers.LARGEST_BYTES + 1),
            kind=body.kind,
            name=tidy_line(file.filename),
            **who_and_when(),
        )
    except papers.WrongKindError as error:
        message = _("This is neither a PDF nor a JPG or PNG picture.")
        raise wrong_field("file", message, "kind") from error
    except papers.TooLargeError as error:
        message = _("At most 5 MB, please; a smaller photograph will do.")
        raise wrong_field("file", message, "too_large") from error
    except papers.TooManyError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return _paper(row)


@operation(
    "GET", "/employer/papers/<int:paper_id>/file", "A paper of ours, as it was sent",
    tag=TAG, media="application/octet-stream",
)  # fmt: skip
def read_paper(paper_id: int) -> bytes:
    """Return the file; its ``content_type`` stands in the list."""
    row = found(papers.find(db.session, own_employer().id, paper_id))
    try:
        return papers.read(paper_folder(), row)
    except uploads.GoneError as error:
        raise ProblemError("not_found") from error


@operation("DELETE", "/employer/papers/<int:paper_id>", "Forget a paper", tag=TAG)
def remove_paper(paper_id: int) -> None:
    """Forget a paper that was sent by mistake."""
    row = found(papers.find(db.session, own_employer().id, paper_id))
    papers.remove(db.session, paper_folder(), row, **who_and_when())
    db.session.commit()


@operation("GET", "/employer/team", "Our people", tag=TAG, answer=schemas.Team)
def our_team() -> schemas.Team:
    """Return who may sign in for the company, and who was asked in."""
    employer_id, now = own_employer().id, at_once()
    return schemas.Team(
        people=[
            schemas.Colleague(
                id=row.id,
                login=row.login,
                name=row.display_name,
                role=row.employer_role or EmployerRole.MEMBER,
            )
            for row in team.list_people(db.session, employer_id)
        ],
        invitations=[
            _invitation(row)
            for row in team.list_invitations(db.session, employer_id, now=now)
        ],
    )


@operation(
    "POST", "/employer/team/invitations", "Ask a colleague in",
    tag=TAG, body=schemas.InviteIn, answer=schemas.Invited, status=201,
    kinds=(*OWNED, "too_many"),
)  # fmt: skip
def invite_colleague(body: schemas.InviteIn) -> schemas.Invited:
    """Make an invitation for a week; its token is shown this once."""
    form = read_form(InviteForm, body.model_dump())
    try:
        row, token = team.invite(
            db.session,
            current_account(),
            name=form.name.data,
            role=EmployerRole(form.role.data),
            now=at_once(),
        )
    except team.TeamError as error:
        raise _refused(error) from error
    db.session.commit()
    return schemas.Invited(
        invitation=_invitation(row),
        token=token,
        web=url_for("employer.join", token=token, _external=True),
    )


@operation(
    "DELETE", "/employer/team/invitations/<int:team_invitation_id>",
    "Withdraw an invitation", tag=TAG, kinds=OWNED,
)  # fmt: skip
def withdraw_invitation(team_invitation_id: int) -> None:
    """Make a link lead nowhere."""
    _step(
        lambda: team.withdraw(
            db.session, current_account(), team_invitation_id, now=at_once()
        )
    )


@operation(
    "PUT", "/employer/team/<int:account_id>/role", "What a colleague may do",
    tag=TAG, body=schemas.RoleIn, kinds=(*OWNED, "last_owner"),
)  # fmt: skip
def set_role(account_id: int, body: schemas.RoleIn) -> None:
    """Make a colleague an owner or a member."""
    _step(
        lambda: team.set_role(
            db.session, current_account(), account_id, body.role, now=at_once()
        )
    )


@operation(
    "DELETE", "/employer/team/<int:account_id>", "Take a colleague out",
    tag=TAG, kinds=(*OWNED, "last_owner"),
)  # fmt: skip
def remove_colleague(account_id: int) -> None:
    """Take a person out of the company's people; they are signed out everywhere."""
    _step(lambda: team.remove(db.session, current_account(), account_id, now=at_once()))


def _signed_in(account: Account) -> Token:
    now = at_once()
    token = accounts.begin_session(db.session, account, now=now)
    db.session.commit()
    return token_of(account, token, now)


def _step(step: Callable[[], None]) -> None:
    try:
        step()
    except team.TeamError as error:
        raise _refused(error) from error
    db.session.commit()


def _refused(error: team.TeamError) -> ProblemError:
    if isinstance(error, team.NotTheirsError):
        return ProblemError("not_found")
    if isinstance(error, team.LastOwnerError):
        return ProblemError("last_owner")
    if isinstance(error, team.TooManyInvitationsError):
        return ProblemError("too_many")
    return ProblemError("not_owner")


def _paper(row: EmployerPaper) -> schemas.Paper:
    return schemas.Paper(
        id=row.id,
        kind=row.kind,
        filename=row.filename,
        content_type=row.content_type,
        size=row.size,
        sent_at=row.sent_at,
    )


def _invitation(row: TeamInvitationRow) -> schemas.TeamInvitation:
    return schemas.TeamInvitation(
        id=row.id, name=row.name, role=row.role, expires_at=row.expires_at
    )

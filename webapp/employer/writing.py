"""Writing a posting: begun, typed and kept, looked over, saved or handed in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from matcher.adverts import AdvertField, Proposal, read_advert
from matcher.errors import MatcherError
from matcher.wording.rewriting import pieces, replaced
from webapp.collaborators import collaborators
from webapp.employer.blueprint import bp, own_employer, own_vacancy, where_it_stands
from webapp.employer.forms import (
    LONGEST_TITLE,
    NO_OCCUPATION,
    AdvertForm,
    PlainForm,
    PostingForm,
    TemplateForm,
)
from webapp.employer.views import show_posting
from webapp.extensions import db
from webapp.fields import choices
from webapp.security.requests import asked_id
from webapp.security.sessions import current_account
from webapp.services import (
    occupation_codes,
    posting_drafts,
    posting_lists,
    posting_templates,
    vacancy_posting,
    wording,
)
from webapp.services.places import ensure_place
from webapp.services.vacancy_posting import (
    USUAL_VALIDITY,
    IncompleteError,
    PostingError,
    ValidityError,
    WordingError,
    local_date,
)
from webapp.services.versions import StaleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from matcher.occupations.classification import Occupation
    from models import PostingDraft, Vacancy

SUBMIT = "submit"
OCCUPATIONS_SHOWN = 5
EARLIER_SHOWN = 8


@bp.get("/vacancies/start")
def begin() -> str:
    """Show the ways to begin a posting."""
    return _show_ways(AdvertForm())


@bp.post("/vacancies/paste")
def paste() -> ResponseReturnValue:
    """Propose the fields of a posting from a whole advert; nothing is stored."""
    advert = AdvertForm()
    if not advert.validate():
        return _show_ways(advert), 422
    form, proposals = _proposed(advert.advert.data)
    return _show(form, proposals=proposals)


@bp.get("/vacancies/new")
def new_vacancy() -> ResponseReturnValue:
    """Show the form of a new posting: empty, begun, from a template or an earlier."""
    if key := request.args.get("draft"):
        draft = posting_drafts.find(db.session, key, current_account())
        if draft is None:
            return _draft_gone()
        return _show(_form(typed=draft.fields), key=draft.key)
    if template_id := asked_id("template"):
        template = posting_templates.find(db.session, own_employer().id, template_id)
        if template is None:
            abort(404)
        return _show(_dated(_form(typed=template.fields)))
    if vacancy_id := asked_id("copy"):
        earlier = own_vacancy(vacancy_id)
        form = _form(earlier)
        form.show(earlier)
        form.seen_at.data = None
        return _show(_dated(form))
    form = _form()
    form.place_code.data = own_employer().place_code
    return _show(_dated(form))


@bp.post("/vacancies/new")
def create_vacancy() -> ResponseReturnValue:
    """Add a posting, as a draft or straight into review."""
    form = _form()
    if _takes_words(form):
        return _show(form)
    if not _validate(form):
        return _show(form), 422
    account, now = current_account(), dt.datetime.now(dt.UTC)
    draft = _claimed(form)
    if draft.sent_at is not None and draft.vacancy_id is not None:
        db.session.rollback()
        return redirect(url_for("employer.vacancy", vacancy_id=draft.vacancy_id))
    ensure_place(db.session, collaborators().gazetteer, form.place_code.data)
    try:
        vacancy = vacancy_posting.create_posting(
            db.session, own_employer(), form.posting(), account_id=account.id, now=now
        )
        _hand_in(form, vacancy, now)
    except PostingError as error:
        db.session.rollback()
        _explain(form, error)
        return _show(form), 422
    posting_drafts.mark_sent(db.session, draft, vacancy.id, now)
    db.session.commit()
    flash(where_it_stands(vacancy), "success")
    return redirect(url_for("employer.vacancy", vacancy_id=vacancy.id))


@bp.get("/vacancies/<int:vacancy_id>/edit")
def edit_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Show what a posting says, to change it; or what was typed about it before."""
    found = own_vacancy(vacancy_id)
    account = current_account()
    if key := request.args.get("draft"):
        draft = posting_drafts.find(db.session, key, account)
        if draft is None or draft.vacancy_id != found.id:
            return _draft_gone()
        return _show(_form(found, typed=draft.fields), found, key=draft.key)
    form = _form(found)
    form.show(found)
    kept = posting_drafts.find_of_vacancy(db.session, found.id, account)
    return _show(form, found, kept=kept)


@bp.post("/vacancies/<int:vacancy_id>/edit")
def change_vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Change what a posting says; a live one returns to review."""
    found = own_vacancy(vacancy_id)
    form = _form(found)
    if _takes_words(form):
        return _show(form, found)
    if not _validate(form):
        return _show(form, found), 422
    if form.seen_at.data is None:
        form.seen_at.errors = [_("Please open the page anew and try again.")]
        return _show(form, found), 422
    account, now = current_account(), dt.datetime.now(dt.UTC)
    draft = _claimed(form, found)
    if draft.sent_at is not None:
        db.session.rollback()
        return redirect(url_for("employer.vacancy", vacancy_id=vacancy_id))
    ensure_place(db.session, collaborators().gazetteer, form.place_code.data)
    try:
        vacancy_posting.change_posting(
            db.session,
            found,
            form.posting(),
            lawful_because=form.lawful_because.data,
            checked=collaborators().wording,
            seen_at=form.seen_at.data,
            account_id=account.id,
            now=now,
        )
        _hand_in(form, found, now)
    except StaleError:
        db.session.rollback()
        flash(
            _(
                "A colleague has changed this posting meanwhile. Nothing was "
                "overwritten; what you typed is below, what is stored is on the "
                "posting's page."
            ),
            "warning",
        )
        return _show(form, found), 409
    except PostingError as error:
        db.session.rollback()
        _explain(form, error)
        return _show(form, found), 422
    posting_drafts.mark_sent(db.session, draft, found.id, now)
    db.session.commit()
    flash(where_it_stands(found), "success")
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))


@bp.post("/vacancies/keep")
def keep_typed() -> ResponseReturnValue:
    """Keep what is typed so far, right or wrong; a fragment says when."""
    form = _form()
    vacancy_id = asked_id("vacancy")
    if vacancy_id is not None:
        vacancy_id = own_vacancy(vacancy_id).id
    typed = form.typed() | {"seen_at": request.form.get("seen_at", "")}
    now = dt.datetime.now(dt.UTC)
    try:
        posting_drafts.keep(
            db.session,
            form.form_key.data or "",
            typed,
            account=current_account(),
            vacancy_id=vacancy_id,
            now=now,
        )
    except posting_drafts.NotOwnDraftError:
        abort(400)
    db.session.commit()
    return render_template("employer/kept.html", now=now)


@bp.post("/vacancies/drafts/<key>/discard")
def discard_draft(key: str) -> ResponseReturnValue:
    """Forget what was typed and not saved."""
    if not PlainForm().validate():
        abort(400)
    posting_drafts.discard(db.session, key, current_account())
    db.session.commit()
    flash(_("Put away. Nothing of it is kept."), "success")
    return redirect(url_for("employer.vacancies"))


@bp.post("/vacancies/<int:vacancy_id>/template")
def save_template(vacancy_id: int) -> ResponseReturnValue:
    """Keep what a posting says as a template for later ones."""
    found = own_vacancy(vacancy_id)
    named = TemplateForm()
    if not named.validate():
        return show_posting(found, named), 422
    try:
        posting_templates.save(
            db.session,
            own_employer().id,
            named.name.data,
            typed_of(found),
            now=dt.datetime.now(dt.UTC),
        )
    except posting_templates.TooManyTemplatesError:
        db.session.rollback()
        flash(_("Fifty templates are kept; please remove one first."), "warning")
    else:
        db.session.commit()
        flash(_("Kept as a template; a new posting can begin from it."), "success")
    return redirect(url_for("employer.vacancy", vacancy_id=found.id))


@bp.post("/vacancies/templates/<int:template_id>/remove")
def remove_template(template_id: int) -> ResponseReturnValue:
    """Forget a template."""
    if not PlainForm().validate():
        abort(400)
    found = posting_templates.find(db.session, own_employer().id, template_id)
    if found is None:
        abort(404)
    posting_templates.remove(db.session, found)
    db.session.commit()
    flash(_("The template is removed."), "success")
    return redirect(url_for("employer.begin"))


@bp.post("/vacancies/wording")
def wording_check() -> str:
    """Return the wording check of what is typed, for the page that asks meanwhile."""
    form = _form()
    return render_template("employer/wording_check.html", **_wording(form))


@bp.post("/vacancies/occupations")
def occupation_choices() -> str:
    """Return the occupations that the title may mean, to tap one."""
    form = _form()
    return render_template(
        "employer/occupation_choices.html",
        form=form,
        occupations=_occupations(form),
        no_occupation=NO_OCCUPATION,
    )


def _form(
    vacancy: Vacancy | None = None, *, typed: dict[str, str] | None = None
) -> PostingForm:
    form = PostingForm() if typed is None else PostingForm.of_typed(typed)
    form.place_code.choices = choices(_towns(vacancy, form.place_code.data))
    return form


def typed_of(vacancy: Vacancy) -> dict[str, str]:
    """Return what a posting says, as somebody would have typed it."""
    form = _form(vacancy, typed={})
    form.show(vacancy)
    return form.typed()


def form_of(typed: dict[str, str], *, is_dated: bool = False) -> PostingForm:
    """
    Return the form as a program fills it in: any place will do, no token is asked.

    Parameters
    ----------
    is_dated
        Whether the last day stands in it, and need not be the usual one.
    """
    today = local_date(dt.datetime.now(dt.UTC))
    usual = {} if is_dated else {"valid_until": (today + USUAL_VALIDITY).isoformat()}
    form = PostingForm.of_typed({"shift": ""} | typed | usual, is_program=True)
    code = form.place_code.data
    known = {code: code} if code and code in collaborators().gazetteer else {}
    form.place_code.choices = choices(known)
    return form


def _dated(form: PostingForm) -> PostingForm:
    """Return the form with the usual last day: that of an earlier posting is past."""
    form.valid_until.raw_data = None
    form.valid_until.data = local_date(dt.datetime.now(dt.UTC)) + USUAL_VALIDITY
    return form


def _proposed(advert: str) -> tuple[PostingForm, dict[str, Proposal]]:
    """Return a form filled in from an advert, and what each field comes from."""
    gazetteer = collaborators().gazetteer
    district = collaborators().settings.home_district
    proposals = {each.field: each for each in read_advert(advert, gazetteer, district)}
    typed = {str(field): each.value for field, each in proposals.items()}
    if months := typed.pop(AdvertField.EXPERIENCE, ""):
        typed["experience_years"] = f"{int(months) / 12:.2f}".rstrip("0").rstrip(".")
    today = local_date(dt.datetime.now(dt.UTC))
    usual = {
        "place_code": own_employer().place_code or "",
        "valid_until": (today + USUAL_VALIDITY).isoformat(),
    }
    form = _form(typed=usual | typed | {"description": advert})
    form.seen_at.data = None
    told = {str(field): each for field, each in proposals.items()}
    if AdvertField.EXPERIENCE in proposals:
        told["experience_years"] = proposals[AdvertField.EXPERIENCE]
    return form, told


def _towns(vacancy: Vacancy | None, chosen: str | None) -> dict[str, str]:
    """Return the district's towns, and where the company and the posting are."""
    gazetteer = collaborators().gazetteer
    district = gazetteer.place(collaborators().settings.home_district)
    towns = {town.code: town.name for town in gazetteer.children(district.code)}
    towns[district.code] = _("%(district)s, elsewhere", district=district.name)
    for place in (vacancy.place if vacancy else None, own_employer().place):
        if place is not None:
            towns.setdefault(place.code, place.full_name)
    return towns


def _takes_words(form: PostingForm) -> bool:
    """
    Put lawful words where the button that was pressed says, if it is such a button.

    What has changed under it meanwhile is left as it is: the check marks it anew.
    """
    taken = request.form.get("take", "")
    if not taken:
        return False
    name, start, end, words = (*taken.split(":", 3), "", "", "")[:4]
    if name not in wording.CHECKED or not (start.isdecimal() and end.isdecimal()):
        abort(400)
    text = form[name].data or ""
    here = range(len(text) + 1)
    if int(start) in here and int(end) in here:
        form[name].data = replaced(text, int(start), int(end), words)
    return True


def _validate(form: PostingForm) -> bool:
    is_valid = bool(form.validate())
    code = form.occupation_code.data
    if code and code != NO_OCCUPATION and _find_occupation(code) is None:
        form.occupation_code.errors = [_("Please tap one of the occupations.")]
        return False
    if request.form.get("then") == SUBMIT and not code and _occupations(form):
        form.occupation_code.errors = [
            _("Please tap the occupation that fits best, or “None of these”.")
        ]
        return False
    return is_valid


def _claimed(form: PostingForm, vacancy: Vacancy | None = None) -> PostingDraft:
    """Return the form's draft, taken for sending; a form without a key gets one."""
    key = form.form_key.data or posting_drafts.new_key()
    try:
        return posting_drafts.claim(
            db.session,
            key,
            account=current_account(),
            vacancy_id=vacancy.id if vacancy else None,
        )
    except posting_drafts.NotOwnDraftError:
        abort(400)


def _hand_in(form: PostingForm, vacancy: Vacancy, now: dt.datetime) -> None:
    """Submit the posting where that was asked for and can be."""
    asked = request.form.get("then") == SUBMIT
    if asked and vacancy_posting.may_move(vacancy, SUBMIT):
        vacancy_posting.submit(
            db.session,
            vacancy,
            lawful_because=form.lawful_because.data,
            checked=collaborators().wording,
            seen_at=vacancy.updated_at,
            account_id=current_account().id,
            now=now,
        )


def _explain(form: PostingForm, error: PostingError) -> None:
    """Put a rule's answer beside the field it is about."""
    if isinstance(error, ValidityError):
        form.valid_until.errors = [
            _("Please choose a day from today to 180 days from today.")
        ]
    elif isinstance(error, IncompleteError):
        for name in error.fields:
            form[name].errors = [_("A posting must say this.")]
    elif isinstance(error, WordingError):
        form.lawful_because.errors = [
            _(
                "“%(phrase)s” may not be said in a posting. Tap a lawful wording "
                "above, or say here why it is lawful.",
                phrase=error.phrases[0],
            )
        ]
    else:
        flash(_("This posting cannot be saved as it is."), "warning")


def _find_occupation(code: str) -> Occupation | None:
    try:
        return collaborators().occupation_coder.find(code)
    except MatcherError:
        return None


def _occupations(form: PostingForm) -> Sequence[Occupation]:
    """Return what the title may mean, the tapped one too; none where not installed."""
    # Of a title that is too long, and so refused, its beginning says enough.
    title = (form.title.data or "")[:LONGEST_TITLE]
    chosen = form.occupation_code.data or ""
    try:
        coder = collaborators().occupation_coder
        found = occupation_codes.suggest(db.session, coder, title, OCCUPATIONS_SHOWN)
    except MatcherError:
        return []
    tapped = _find_occupation(chosen)
    if tapped is not None and tapped not in found:
        found.insert(0, tapped)
    return found


def _wording(form: PostingForm) -> dict[str, object]:
    """Return what the templates of the wording check need."""
    typed = {name: form[name].data or "" for name in wording.CHECKED}
    found = wording.check_fields(typed, collaborators().wording)
    return {
        "checked": wording.CHECKED,
        "wording": found,
        "pieces": {name: pieces(typed[name], found[name]) for name in found},
        "blocked": wording.blocked_phrases(wording.all_findings(found)),
        "form": form,
    }


def _draft_gone() -> ResponseReturnValue:
    flash(_("This draft is not there any more: it was saved or put away."), "warning")
    return redirect(url_for("employer.vacancies"))


def _show_ways(advert: AdvertForm) -> str:
    employer = own_employer()
    lines = posting_lists.list_postings(db.session, employer.id)
    return render_template(
        "employer/begin.html",
        advert=advert,
        templates=posting_templates.list_of(db.session, employer.id),
        earlier=[line.vacancy for line in lines[:EARLIER_SHOWN]],
        unfinished=posting_drafts.list_new(db.session, current_account()),
    )


def _show(
    form: PostingForm,
    vacancy: Vacancy | None = None,
    *,
    key: str = "",
    proposals: dict[str, Proposal] | None = None,
    kept: PostingDraft | None = None,
) -> str:
    form.form_key.data = key or form.form_key.data or posting_drafts.new_key()
    return render_template(
        "employer/posting.html",
        vacancy=vacancy,
        proposals=proposals or {},
        kept=kept,
        occupations=_occupations(form),
        no_occupation=NO_OCCUPATION,
        **_wording(form),
    )

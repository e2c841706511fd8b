"""The searches a person keeps."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Frequency
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp
from webapp.seeker.forms import SavedSearchForm, SaveSearchForm
from webapp.services import saved_searches

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import SavedSearch


@bp.get("/searches")
def searches() -> str:
    """List what one keeps."""
    return _show()


@bp.get("/searches/new")
def new_search() -> str:
    """Ask for the name of the search that is shown."""
    address = _address()
    form = SaveSearchForm(
        formdata=None,
        address=address,
        name=request.args.get("q", "").strip()[:60] or _("All vacancies"),
        frequency=Frequency.DAILY.value,
    )
    return render_template("seeker/save_search.html", form=form)


@bp.post("/searches/new")
def save_search() -> ResponseReturnValue:
    """Keep a search."""
    form = SaveSearchForm()
    if not form.validate():
        return render_template("seeker/save_search.html", form=form), 422
    try:
        saved_searches.save(
            db.session,
            current_account().id,
            name=form.name.data,
            address=form.address.data,
            frequency=Frequency(form.frequency.data),
            now=dt.datetime.now(dt.UTC),
        )
    except saved_searches.TooManyError:
        form.name.errors = [
            _(
                "You keep %(count)d searches already. Please delete one first.",
                count=saved_searches.MOST,
            )
        ]
        return render_template("seeker/save_search.html", form=form), 422
    db.session.commit()
    flash(_("Saved. We tell you when something new comes up."))
    return redirect(url_for("seeker.searches"))


@bp.get("/searches/<int:search_id>")
def open_search(search_id: int) -> ResponseReturnValue:
    """Search again."""
    return redirect(f"{url_for('public.search')}?{_own(search_id).address}")


@bp.post("/searches/<int:search_id>")
def change_search(search_id: int) -> ResponseReturnValue:
    """Rename a search, or be told of it more or less often."""
    saved = _own(search_id)
    form = SavedSearchForm()
    if not form.validate():
        return _show({saved.id: form}), 422
    saved_searches.change(
        db.session,
        saved,
        name=form.name.data,
        frequency=Frequency(form.frequency.data),
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Noted."))
    return redirect(url_for("seeker.searches"))


@bp.post("/searches/<int:search_id>/delete")
def delete_search(search_id: int) -> ResponseReturnValue:
    """Forget a search."""
    saved_searches.delete(
        db.session,
        _own(search_id),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("Deleted."))
    return redirect(url_for("seeker.searches"))


def _own(search_id: int) -> SavedSearch:
    saved = saved_searches.find_own(db.session, current_account().id, search_id)
    if saved is None:
        abort(404)
    return saved


def _address() -> str:
    """Return what the search page was asked for, without its page."""
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name != "page" and value
    ]
    return urlencode(asked)


def _show(forms: dict[int, SavedSearchForm] | None = None) -> str:
    kept = saved_searches.list_of(db.session, current_account().id)
    return render_template(
        "seeker/searches.html",
        searches=kept,
        forms={
            row.id: SavedSearchForm(
                formdata=None, name=row.name, frequency=row.frequency.value
            )
            for row in kept
        }
        | (forms or {}),
    )

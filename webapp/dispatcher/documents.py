"""The documents of a published campaign: who gets which, and in which version."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp.dispatcher.blueprint import bp
from webapp.dispatcher.days import ALL, Days, asked_day
from webapp.dispatcher.own import own_campaign
from webapp.dispatcher.travel_forms import DocumentForm
from webapp.extensions import db
from webapp.security.sessions import current_account
from webapp.services import documents as service
from webapp.services.editions import find_latest
from webapp.services.manifests import Form, ManifestError, ReasonMissingError
from webapp.services.manifests.bundle import bundle, compose_all

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Campaign

MANIFESTS = "manifests"


@bp.get("/campaigns/<int:campaign_id>/documents")
def documents(campaign_id: int) -> ResponseReturnValue:
    """Show every document of a campaign, whom it is for, and whether it is new."""
    return _page(own_campaign(campaign_id), DocumentForm(None, full="0"))


@bp.post("/campaigns/<int:campaign_id>/documents")
def take_document(campaign_id: int) -> ResponseReturnValue:
    """Hand out a document, or all manifests; who took which and why is recorded."""
    campaign, form = own_campaign(campaign_id), DocumentForm()
    if not form.validate_on_submit():
        if form.take.errors:
            abort(400)
        return _page(campaign, form), 422
    what, subject, kind_of_file = form.take.data.split("/")
    day = _days(campaign).chosen
    try:
        if what == MANIFESTS:
            return _manifests(campaign, Form(kind_of_file), form, day)
        if not subject and what != service.Kind.TOLLS:
            return _all_of(campaign, service.Kind(what), Form(kind_of_file), form, day)
        file = service.export(
            db.session,
            campaign,
            service.Kind(what),
            subject,
            Form(kind_of_file),
            is_full=form.full.data == "1",
            reason=form.reason.data or "",
            day=day,
            account_id=current_account().id,
            now=dt.datetime.now(dt.UTC),
        )
    except ReasonMissingError:
        form.reason.errors = [_("Say what the full list is for; it is recorded.")]
        return _page(campaign, form), 422
    except service.DocumentError:
        abort(404)
    except ManifestError:
        flash(_("A party was moved since it was planned: plan again first."), "wrong")
        return redirect(
            url_for(".documents", campaign_id=campaign.id, day=request.args.get("day"))
        )
    db.session.commit()
    return Response(
        file.content,
        mimetype=file.mimetype,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )


def _manifests(
    campaign: Campaign, form: Form, asked: DocumentForm, day: dt.date | None
) -> Response:
    plan, is_full = campaign.chosen_plan, asked.full.data == "1"
    if plan is None:
        abort(404)
    manifests = compose_all(
        db.session,
        plan,
        form,
        is_full=is_full,
        reason=asked.reason.data or "",
        day=day,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    if not manifests:
        abort(404)
    # Written without a transaction: nobody waits for a minute of paper.
    db.session.commit()
    return _archive(bundle(manifests, form), MANIFESTS, campaign, form, asked, day)


def _all_of(
    campaign: Campaign,
    kind: service.Kind,
    form: Form,
    asked: DocumentForm,
    day: dt.date | None,
) -> Response:
    documents = service.compose_all(
        db.session,
        campaign,
        kind,
        form,
        is_full=asked.full.data == "1",
        reason=asked.reason.data or "",
        day=day,
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    if not documents:
        abort(404)
    db.session.commit()
    content = service.bundle(documents, form)
    return _archive(content, kind, campaign, form, asked, day)


def _archive(
    content: bytes,
    what: str,
    campaign: Campaign,
    form: Form,
    asked: DocumentForm,
    day: dt.date | None,
) -> Response:
    of_day = "" if day is None else f"-{day:%m%d}"
    masking = "full" if asked.full.data == "1" else "masked"
    name = f"{what}-{campaign.id}{of_day}-{masking}-{form}.zip"
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _days(campaign: Campaign) -> Days:
    return asked_day(campaign, service.list_days(db.session, campaign), without=ALL)


def _page(campaign: Campaign, form: DocumentForm) -> str:
    days = _days(campaign)
    offers = service.list_offers(db.session, campaign, days.chosen)
    return render_template(
        "dispatcher/documents.html",
        campaign=campaign,
        latest=find_latest(db.session, campaign),
        days=days,
        offers={kind: list(found) for kind, found in groupby(offers, lambda o: o.kind)},
        form=form,
    )

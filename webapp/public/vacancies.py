"""The start page, the search, and a vacancy."""

from __future__ import annotations

import datetime as dt
import io
from functools import partial
from typing import TYPE_CHECKING

import segno
from flask import Response, abort, g, render_template, request, url_for

from models import Role, VacancyStatus
from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.labels import SCHOOLING, SHIFTS
from webapp.public.blueprint import bp
from webapp.public.chips import chips
from webapp.public.choices import Chooser, loosened
from webapp.public.filters import Filters
from webapp.public.kept_pages import kept, kept_card
from webapp.public.reasons import reasons_of, until_last_so_called
from webapp.public.structured import job_posting
from webapp.services import applications, vacancies
from webapp.services.search import Sort
from webapp.services.search import search as run_search
from webapp.services.similar import list_similar

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.services.search import SearchResults

EXAMPLES = (
    "盛泽 缝纫工 8000以上 包住",
    "汾湖 电子厂 普工 长白班",
    "吴江 叉车司机",
    "震泽 会计",
)
NEWEST_SHOWN = 6
SIMILAR_SHOWN = 4
LAST_PAGE = 1000


bp.add_app_template_global(kept_card)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Show the search box, and what is new."""
    return kept(_home)


def _home() -> str:
    now = dt.datetime.now(dt.UTC)
    return render_template(
        "public/home.html",
        examples=EXAMPLES,
        newest=vacancies.list_newest(db.session, now=now, limit=NEWEST_SHOWN),
        counts=vacancies.count_open(db.session, now=now),
        filters=Filters(),
        shifts=SHIFTS,
    )


@bp.get("/search")
def search() -> ResponseReturnValue:
    """Show what was understood and found, and what else could be asked."""
    return kept(_search)


def _search() -> str:
    made = collaborators()
    gazetteer, classification = made.gazetteer, made.classification
    filters = Filters.of(request.args, gazetteer, classification)
    filters = filters.yielding(made.search_engine.understand(filters.q))
    results = run_search(
        db.session,
        made.search_engine,
        filters.q,
        now=dt.datetime.now(dt.UTC),
        filters=filters.conditions(gazetteer),
        page=min(LAST_PAGE, max(1, request.args.get("page", 1, type=int))),
        sort=filters.order,
    )
    asked = chips(filters, results.query, gazetteer, classification)
    district = made.settings.home_district
    chooser = Chooser(filters, results, gazetteer, classification, district)
    return render_template(
        "public/search.html",
        filters=filters,
        results=results,
        chips=asked,
        facets=chooser.facets(),
        sorts=chooser.sorts(),
        loosened=loosened(filters, results, asked),
        shifts=SHIFTS,
        page_address=lambda page: filters.address(page=page),
        reasons_of=reasons_of,
        so_called=_so_called(results, filters.order),
        applied=applied_among(results),
    )


def _so_called(results: SearchResults, order: Sort) -> int:
    """Return how many hits stand above those that are called otherwise."""
    if order is not Sort.FIT or not results.query.names_work:
        return len(results.hits)
    titles = [hit.vacancy.title for hit in results.hits]
    return until_last_so_called(results.query.wording, titles)


def applied_among(results: SearchResults) -> set[int]:
    """Return what on this page the seeker who looks has applied for."""
    account = g.account
    if account is None or account.role is not Role.SEEKER:
        return set()
    hits = (*results.hits, *results.negotiable)
    ids = [hit.vacancy.id for hit in hits]
    return applications.list_applied_among(db.session, account.id, ids)


@bp.get("/vacancies/<int:vacancy_id>")
def vacancy(vacancy_id: int) -> ResponseReturnValue:
    """Show a vacancy that is or was public; a closed one says so."""
    return kept(partial(_vacancy, vacancy_id))


def _vacancy(vacancy_id: int) -> ResponseReturnValue:
    found = vacancies.find_public(db.session, vacancy_id)
    if found is None:
        abort(404)
    now = dt.datetime.now(dt.UTC)
    is_open = vacancies.is_open(found, now)
    account = g.account
    applied = None
    if account is not None and account.role is Role.SEEKER:
        applied = applications.find_by_account(db.session, account.id, found)
    made = collaborators()
    address = url_for("public.vacancy", vacancy_id=found.id, _external=True)
    similar = list_similar(
        db.session, made.search_engine, found, now=now, limit=SIMILAR_SHOWN
    )
    posting = None
    if is_open:
        posting = job_posting(found, address, made.gazetteer, made.classification)
    page = render_template(
        "public/vacancy.html",
        vacancy=found,
        is_open=is_open,
        applied=applied,
        similar=similar,
        address=address,
        posting=posting,
        expired=found.status is VacancyStatus.EXPIRED,
        shifts=SHIFTS,
        schooling=SCHOOLING,
    )
    return (page, 200) if is_open else (page, 410)


@bp.get("/vacancies/<int:vacancy_id>/code.svg")
def vacancy_code(vacancy_id: int) -> ResponseReturnValue:
    """Return the address of a vacancy as a picture that another telephone reads."""
    address = url_for("public.vacancy", vacancy_id=vacancy_id, _external=True)
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=2, omitsize=True)
    return Response(picture.getvalue(), mimetype="image/svg+xml")

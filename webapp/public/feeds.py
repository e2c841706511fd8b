"""Feeds for readers, and what search engines ask for: sitemaps and robots.txt."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from webapp.collaborators import collaborators
from webapp.extensions import db
from webapp.i18n import html_language
from webapp.labels import SHIFTS
from webapp.public.blueprint import bp
from webapp.public.chips import chips
from webapp.public.choices import Chooser
from webapp.public.filters import Filters
from webapp.public.kept_pages import kept
from webapp.services import vacancies
from webapp.services.search import Sort
from webapp.services.search import search as run_search

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Vacancy
    from webapp.public.chips import Chip
    from webapp.public.choices import Facet
    from webapp.services.search import SearchResults

ATOM_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
IN_A_FEED: Final = 50
# More would be refused (https://www.sitemaps.org/protocol.html).
IN_A_SITEMAP: Final = 50_000
# What XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_UNWRITABLE: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EMPTY_SINCE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@bp.get("/feeds")
def feeds() -> str:
    """List the feeds there is something in: by town, and by kind of work."""
    return render_template("public/feeds.html", facets=_existing())


@bp.get("/search.atom")
def feed() -> ResponseReturnValue:
    """Return the newest of a search: an Atom feed, and in a browser a page of it."""
    # Pages alone are kept: of one address there is never another kind among them.
    response = make_response(kept(_page) if _reads_pages() else _feed())
    response.vary.add("Accept")
    return response


def _reads_pages() -> bool:
    best = request.accept_mimetypes.best_match((ATOM_TYPE, "text/html"), ATOM_TYPE)
    return best == "text/html"


def _page() -> str:
    filters, results, asked = _newest()
    return render_template(
        "public/feed.html",
        filters=filters,
        results=results,
        told=_told(asked),
        address=_address(filters),
        shifts=SHIFTS,
    )


def _feed() -> ResponseReturnValue:
    response = _xml(_atom(*_newest()), ATOM_TYPE)
    response.add_etag()
    return response.make_conditional(request)


def _newest() -> tuple[Filters, SearchResults, list[Chip]]:
    """Return what is asked for, as the search page reads it, and what it finds."""
    made = collaborators()
    filters = Filters.of(request.args, made.gazetteer, made.classification)
    filters = filters.yielding(made.search_engine.understand(filters.q))
    results = run_search(
        db.session,
        made.search_engine,
        filters.q,
        now=dt.datetime.now(dt.UTC),
        filters=filters.conditions(made.gazetteer),
        sort=Sort.NEWEST,
        size=IN_A_FEED,
    )
    asked = chips(filters, results.query, made.gazetteer, made.classification)
    return filters, results, asked


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    """Return the addresses of all that is open, or where the lists of them are."""
    now = dt.datetime.now(dt.UTC)
    total = vacancies.count_open(db.session, now=now).vacancies
    pages = _addresses(0, now)
    if len(pages) + total <= IN_A_SITEMAP:
        pages.extend(_addresses(1, now))
        return _xml(pages, "application/xml")
    parts = -(-total // IN_A_SITEMAP)
    index = Element("sitemapindex", xmlns=SITEMAP)
    for number in range(parts + 1):
        place = url_for("public.sitemap_part", number=number, _external=True)
        SubElement(SubElement(index, "sitemap"), "loc").text = place
    return _xml(index, "application/xml")


@bp.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> ResponseReturnValue:
    """Return one of the lists: 0 of the pages, from 1 on of vacancies."""
    listed = _addresses(number, dt.datetime.now(dt.UTC))
    if not len(listed):
        abort(404)
    return _xml(listed, "application/xml")


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Keep machines out of what is personal and of the endless ways to combine."""
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/me/", "/employer/", "/bureau/")),
        *(f"Disallow: {path}" for path in ("/dispatch/", "/login", "/search?q=")),
        "Disallow: /search?*&",
        f"Sitemap: {url_for('public.sitemap', _external=True)}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


def _existing() -> list[Facet]:
    """Return the towns and the kinds of work that there are vacancies of."""
    made = collaborators()
    now = dt.datetime.now(dt.UTC)
    results = run_search(db.session, made.search_engine, "", now=now)
    chooser = Chooser(
        Filters(),
        results,
        made.gazetteer,
        made.classification,
        made.settings.home_district,
    )
    return [
        facet for facet in chooser.facets() if facet.name in ("place", "occupation")
    ]


def _atom(filters: Filters, results: SearchResults, asked: list[Chip]) -> Element:
    """Return a feed (RFC 4287); an entry's id is its address, which never changes."""
    changes = [hit.vacancy.updated_at for hit in results.hits]
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": html_language()})
    SubElement(feed, "title").text = f"{_('Zhida')} · {_told(asked)}"
    own = _address(filters)
    SubElement(feed, "id").text = own
    SubElement(feed, "link", rel="self", type=ATOM_TYPE, href=own)
    page = filters.address(sort=Sort.NEWEST.value, external=True)
    SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    SubElement(feed, "updated").text = max(changes, default=EMPTY_SINCE).isoformat()
    for hit in results.hits:
        feed.append(_entry(hit.vacancy))
    return feed


def _told(asked: list[Chip]) -> str:
    return " · ".join(chip.label for chip in asked) or str(_("All vacancies"))


def _address(filters: Filters) -> str:
    return filters.address(endpoint="public.feed", sort="", external=True)


def _entry(vacancy: Vacancy) -> Element:
    entry = Element("entry")
    address = url_for("public.vacancy", vacancy_id=vacancy.id, _external=True)
    SubElement(entry, "title").text = _plain(vacancy.title)
    SubElement(entry, "id").text = address
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    published = vacancy.published_at or vacancy.created_at
    SubElement(entry, "published").text = published.isoformat()
    SubElement(entry, "updated").text = vacancy.updated_at.isoformat()
    SubElement(SubElement(entry, "author"), "name").text = _plain(vacancy.employer.name)
    if vacancy.occupation_code:
        SubElement(entry, "category", term=vacancy.occupation_code)
    is_agreed = vacancy.is_negotiable or not vacancy.pay_text
    pay = _("Pay to be agreed") if is_agreed else vacancy.pay_text
    facts = [pay, vacancy.place.full_name]
    facts += [str(SHIFTS[vacancy.shift])] if vacancy.shift else []
    facts += [_("Lodging")] if vacancy.has_lodging else []
    facts += [_("Meals")] if vacancy.has_board else []
    SubElement(entry, "summary").text = _plain(" · ".join(facts))
    return entry


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _addresses(number: int, now: dt.datetime) -> Element:
    listed = Element("urlset", xmlns=SITEMAP)
    if number == 0:
        places = ("public.home", "public.search", "public.feeds", "public.ranking")
        pages = [url_for(endpoint, _external=True) for endpoint in places]
        pages += [
            choice.to.address(external=True)
            for facet in _existing()
            for choice in (*facet.first, *facet.others)
        ]
        for page in pages:
            SubElement(SubElement(listed, "url"), "loc").text = page
        return listed
    rows = vacancies.list_addresses(
        db.session, now=now, skip=(number - 1) * IN_A_SITEMAP, limit=IN_A_SITEMAP
    )
    for id_, changed_at in rows:
        url = SubElement(listed, "url")
        place = url_for("public.vacancy", vacancy_id=id_, _external=True)
        SubElement(url, "loc").text = place
        SubElement(url, "lastmod").text = changed_at.isoformat(timespec="seconds")
    return listed


def _xml(root: Element, mimetype: str) -> Response:
    text = tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(text, content_type=f"{mimetype}; charset=utf-8")

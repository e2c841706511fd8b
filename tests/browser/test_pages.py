"""Every page, as a telephone and a desk see it: complete, in reach, accessible."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults

from models import Role
from tests.browser.site import NEWCOMER
from webapp.app import create_app
from webapp.config import Settings
from webapp.large_type import ON

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site

pytestmark = pytest.mark.browser

PHONE, DESK = 390, 1280
SMALLEST_TAP = 44
SMALLEST_LETTER = 18
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}

# Large type is one column everywhere, so a telephone shows all there is to it.
LOOKS: dict[str, tuple[dict[str, str], tuple[int, ...]]] = {
    "": ({}, (PHONE, DESK)),
    "en-": ({"language": "en"}, (PHONE, DESK)),
    "large-": ({"large_type": ON}, (PHONE,)),
    "large-en-": ({"large_type": ON, "language": "en"}, (PHONE,)),
}
RIDE = "/me/rides/new?site={site}&size=2&luggage=1&home=河南固始"
# name: who opens it, and its address; {} is filled with the site's rows.
PAGES: dict[str, tuple[str | None, str]] = {
    "home": (None, "/"),
    "search": (None, "/search?q=缝纫工 5000以上 包住"),
    "search-nothing": (None, "/search?q=同里 缝纫工 50000以上 长白班"),
    "search-far": (None, "/search?place=320509103&radius=10&sort=near"),
    "feeds": (None, "/feeds"),
    "vacancy": (None, "/vacancies/{vacancy}"),
    "login": (None, "/login"),
    "sign-up": (None, "/sign-up"),
    "ranking": (None, "/ranking"),
    "privacy": (None, "/privacy"),
    "matches": (Role.SEEKER, "/me/matches"),
    "profile": (Role.SEEKER, "/me/profile"),
    "account": (Role.SEEKER, "/account"),
    "account-number": (Role.SEEKER, "/me/account/phone"),
    "account-delete": (Role.SEEKER, "/me/account/delete"),
    "cv": (Role.SEEKER, "/me/profile/cv"),
    "question-work": (Role.SEEKER, "/me/profile/work"),
    "question-certificates": (Role.SEEKER, "/me/profile/certificates"),
    "question-contact": (Role.SEEKER, "/me/profile/contact?alone=1"),
    "applications": (Role.SEEKER, "/me/applications"),
    "apply": (Role.SEEKER, "/me/vacancies/{vacancy}/apply"),
    "searches": (Role.SEEKER, "/me/searches"),
    "search-save": (Role.SEEKER, "/me/searches/new?q=缝纫工&lodging=1"),
    "notices": (Role.SEEKER, "/notices"),
    "notices-contact": (Role.SEEKER, "/notices/contact"),
    "report": (None, "/vacancies/{vacancy}/report"),
    "office-reports": (Role.CLERK, "/bureau/reports"),
    "office-outbox": (Role.CLERK, "/bureau/outbox"),
    "ride": (Role.SEEKER, "/me/rides/{ride}"),
    "ride-ticket": (Role.SEEKER, "/me/rides/{ride}/ticket"),
    "employer-postings": (Role.EMPLOYER, "/employer/"),
    "employer-posting": (Role.EMPLOYER, "/employer/vacancies/{own}"),
    "employer-begin": (Role.EMPLOYER, "/employer/vacancies/start"),
    "employer-sheets": (Role.EMPLOYER, "/employer/sheets"),
    "employer-papers": (Role.EMPLOYER, "/employer/papers"),
    "employer-team": (Role.EMPLOYER, "/employer/team"),
    "employer-register": (None, "/employer/register"),
    "employer-copy": (Role.EMPLOYER, "/employer/vacancies/new?copy={own}"),
    "employer-edit": (Role.EMPLOYER, "/employer/vacancies/{own}/edit"),
    "employer-candidates": (Role.EMPLOYER, "/employer/vacancies/{own}/candidates"),
    "employer-board": (Role.EMPLOYER, "/employer/vacancies/{applied}/applications"),
    "employer-board-list": (
        Role.EMPLOYER,
        "/employer/vacancies/{applied}/applications?stage=new",
    ),
    "employer-person": (
        Role.EMPLOYER,
        "/employer/applications/{applicant}?wording=shipped-received",
    ),
    "employer-keys": (Role.EMPLOYER, "/employer/keys"),
    "api-docs": (None, "/api/docs"),
    "office-keys": (Role.ADMIN, "/bureau/keys"),
    "employer-statistics": (Role.EMPLOYER, "/employer/statistics"),
    "employer-wordings": (Role.EMPLOYER, "/employer/wordings"),
    "invitations": (Role.SEEKER, "/me/invitations"),
    "employer-riders": (Role.EMPLOYER, "/employer/riders"),
    "employer-campaign-riders": (Role.EMPLOYER, "/employer/riders/{campaign}"),
    "campaigns": (Role.DISPATCHER, "/dispatch/"),
    "campaign": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}"),
    "campaign-rules": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/edit"),
    "campaign-parties": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/parties"),
    "campaign-demand": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/demand"),
    "campaign-calls": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/calls"),
    "campaign-texts": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/texts"),
    "campaign-missing": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/missing"),
    "campaign-twice": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/duplicates"),
    "campaign-village": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/village"),
    "campaign-compare": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/compare"),
    "campaign-documents": (
        Role.DISPATCHER,
        "/dispatch/campaigns/{campaign}/documents",
    ),
    "operators": (Role.DISPATCHER, "/dispatch/operators"),
    "plan-publishing": (Role.DISPATCHER, "/dispatch/plans/{plan}/publish"),
    "plan-remedies": (Role.DISPATCHER, "/dispatch/plans/{plan}/unassigned/{left}"),
    "trip-why": (Role.DISPATCHER, "/dispatch/trips/{trip}/why"),
    "plan-timetable": (Role.DISPATCHER, "/dispatch/plans/{plan}/timetable"),
    "plan-edit": (Role.DISPATCHER, "/dispatch/plans/{plan}/edit"),
    "plan-edit-trip": (Role.DISPATCHER, "/dispatch/plans/{plan}/edit/trips/1"),
    "plan-edit-party": (
        Role.DISPATCHER,
        "/dispatch/plans/{plan}/edit/parties/{party}",
    ),
    "trip": (Role.DISPATCHER, "/dispatch/trips/{trip}"),
    "control": (Role.DISPATCHER, "/dispatch/campaigns/{travelled}/day"),
    "speeds": (Role.DISPATCHER, "/dispatch/speeds"),
    "campaign-results": (
        Role.DISPATCHER,
        "/dispatch/campaigns/{travelled}/results",
    ),
    "control-today": (Role.DISPATCHER, "/dispatch/today"),
    "trip-day": (Role.DISPATCHER, "/dispatch/trips/{driven}/day"),
    "trip-boarding": (Role.DISPATCHER, "/dispatch/trips/{trip}/boarding"),
    "campaign-links": (Role.DISPATCHER, "/dispatch/campaigns/{campaign}/links"),
    "office": (Role.CLERK, "/bureau/"),
    "office-postings": (Role.CLERK, "/bureau/postings"),
    "office-employers": (Role.CLERK, "/bureau/employers"),
    "office-employer": (Role.CLERK, "/bureau/employers/{employer}"),
    "office-seekers": (Role.CLERK, "/bureau/seekers"),
    "office-seeker": (Role.CLERK, "/bureau/seekers/{seeker}"),
    "office-new-seeker": (Role.CLERK, "/bureau/seekers/new"),
    "office-profile": (Role.CLERK, "/bureau/seekers/{seeker}/profile"),
    "office-question": (Role.CLERK, "/bureau/seekers/{seeker}/profile/pay"),
    "office-import": (Role.CLERK, "/bureau/imports"),
    "offices": (Role.ADMIN, "/bureau/offices"),
    "accounts": (Role.ADMIN, "/bureau/accounts"),
    "new-account": (Role.ADMIN, "/bureau/accounts/new"),
    "audit": (Role.AUDITOR, "/bureau/audit"),
    "search-change": (Role.SEEKER, "/me/searches/{saved}"),
    "cv-proposals": (Role.SEEKER, "/me/profile/cv/{cv}"),
    "alerts-stop": (None, "/alerts/stop/{stop}"),
    "rides": (NEWCOMER, "/me/rides"),
    "ride-where": (NEWCOMER, "/me/rides/new"),
    "ride-who": (NEWCOMER, f"{RIDE}&step=who"),
    "ride-home": (NEWCOMER, f"{RIDE}&step=home"),
    "ride-stop": (NEWCOMER, f"{RIDE}&step=stop"),
    "ride-when": (NEWCOMER, f"{RIDE}&step=when"),
    "ride-name": (NEWCOMER, f"{RIDE}&campaign={{campaign}}&step=name"),
    "employer-join": (None, "/employer/join/{join}"),
    "employer-sheet": (Role.EMPLOYER, "/employer/sheets/{sheet}"),
    "employer-roster": (Role.EMPLOYER, "/employer/rosters/{roster}"),
    "employer-one-statistics": (Role.EMPLOYER, "/employer/vacancies/{own}/statistics"),
    "campaign-new": (Role.DISPATCHER, "/dispatch/campaigns/new"),
    "office-posting": (Role.CLERK, "/bureau/postings/{review}"),
    "office-preview": (Role.CLERK, "/bureau/imports/{import}"),
    "office-report": (Role.CLERK, "/bureau/reports/{report}"),
}
# What is opened and is no page, or goes to one: why it stands in no row above.
NO_PAGES = {
    "static": "files",
    "public.feed": "XML",
    "public.sitemap": "XML",
    "public.sitemap_part": "XML",
    "public.robots": "text",
    "public.healthz": "text",
    "public.vacancy_code": "a picture",
    "seeker.open_match": "goes to the vacancy",
    "seeker.interview_calendar": "a calendar file",
    "seeker.ride_calendar": "a calendar file",
    "seeker.ticket_picture": "a picture",
    "seeker.ticket_paper": "a PDF",
    "seeker.stop_picture": "a picture",
    "employer.paper": "a file that was sent",
    "bureau.paper": "a file that was sent",
    "dispatcher.demand_map": "a picture",
    "dispatcher.timetable_picture": "a picture",
    "dispatcher.plan_map": "lines for the map",
    "dispatcher.day": "opened by campaign_day, which goes there",
    "dispatcher.day_lines": "lines for the control page",
    "dispatcher.results_workbook": "a spreadsheet",
    "dispatcher.edit_token": "a word for the script",
    "dispatcher.progress": "a piece of the campaign's page",
    "escort.enter": "a link that goes to the coach, see test_boarding",
    "escort.coach": "with a link only, see test_boarding",
    "escort.firm": "with a link only, see test_boarding",
    "escort.worker": "a script",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_complete_in_reach_and_accessible(
    name: str, site: Site, look_at: OpenPage, screenshots: Path
) -> None:
    role, address = PAGES[name]
    address = address.format(**site.ids)
    for look, (cookies, widths) in LOOKS.items():
        # In the other looks it loads the same files.
        with look_at(
            address, role=role, width=PHONE, settled=not look, cookies=cookies
        ) as page:
            for width in widths:
                where = f"{name}-{look}{width}"
                page.set_viewport_size({"width": width, "height": 844})
                if "en" not in look:  # nobody looks at pictures of those
                    page.screenshot(path=screenshots / f"{where}.png", full_page=True)
                assert page.locator("h1").count() == 1, where
                assert page.locator("footer a[href^='tel:']").is_visible(), where
                assert overflow(page) == 0, where
                assert too_small(page) == [], where
                if "large" in look:
                    assert small_letters(page) == [], where
                assert faults(page) == "", where


def test_every_address_that_can_be_opened_is_looked_at(tmp_path: Path) -> None:
    app = create_app(Settings(var_dir=tmp_path, secret_key="test", encoder="hashing"))
    addresses = app.url_map.bind("localhost")
    seen = {
        addresses.match(re.sub(r"{\w+}", "1", address.partition("?")[0]))[0]
        for _, address in PAGES.values()
    }
    opened = {
        endpoint
        for endpoint, methods in app.extensions["permissions"].items()
        if "GET" in methods and not endpoint.startswith("api.")
    }
    assert opened - seen == set(NO_PAGES)


def test_a_page_that_is_not_there_says_so_in_the_same_look(
    open_page: OpenPage, screenshots: Path
) -> None:
    with open_page("/nothing", width=PHONE, expected=404) as page:
        page.screenshot(path=screenshots / "not-found-390.png", full_page=True)
        assert "没有这个页面" in page.inner_text("h1")


def faults(page: Page) -> str:
    """Return what axe finds in a page, "" when nothing; it is loaded once a page."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = AxeResults(page.evaluate(f"() => axe.run({json.dumps(WCAG)})"))
    return found.generate_report() if found.violations_count else ""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(
        page.evaluate(
            "() => document.scrollingElement.scrollWidth"
            " - document.scrollingElement.clientWidth"
        )
    )


def too_small(page: Page) -> list[str]:
    """Return the buttons and fields that a thumb would miss; links in text may be."""
    found: list[str] = page.evaluate(
        """smallest => [...document.querySelectorAll(
             'button, .btn, select, input:not([type=hidden]):not([type=checkbox])'
             + ':not([type=radio]), summary, nav a')]
           .filter(e => e.checkVisibility({opacityProperty: true}))
           .filter(e => e.getBoundingClientRect().height < smallest - 0.5)
           .map(e => e.outerHTML.slice(0, 120))""",
        SMALLEST_TAP,
    )
    return found


def small_letters(page: Page) -> list[str]:
    """Return the words that are too small for the large-type version; maps may be."""
    found: list[str] = page.evaluate(
        """smallest => {
             const words = document.createTreeWalker(document.body, 4);
             const small = [];
             while (words.nextNode()) {
               const e = words.currentNode.parentElement;
               if (words.currentNode.data.trim() && e.checkVisibility()
                   && !e.closest('script, svg, .leaflet-container')
                   && parseFloat(getComputedStyle(e).fontSize) < smallest - 0.05)
                 small.push(words.currentNode.data.trim().slice(0, 40));
             }
             return small;
           }""",
        SMALLEST_LETTER,
    )
    return found

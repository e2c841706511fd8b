"""The permission table is what the running application does, route by route."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from models import AuditEvent, EmployerRole, Role
from tests.factories.postings import make_account, make_employer
from tests.webapp.conftest import PASSWORD
from webapp.security import permissions
from webapp.security.passwords import hash_password
from webapp.security.permissions import MissingPermissionError, may, read_table
from webapp.security.sessions import COOKIE

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from models import Account

VISITORS: tuple[Role | None, ...] = (None, *Role)
# What fills an address; there is no such row or file, so the walk changes nothing.
NO_ROW, NO_FILE = 999_999, "none"


@pytest.fixture
def visitors(app: Flask, rows: Session) -> dict[Role | None, FlaskClient]:
    """A browser for everybody: signed in as each role, and as nobody."""
    app.config["WTF_CSRF_ENABLED"] = False
    employer = make_employer(rows)
    accounts: dict[Role, Account] = {
        role: make_account(
            rows,
            role,
            employer=employer if role is Role.EMPLOYER else None,
            employer_role=EmployerRole.OWNER if role is Role.EMPLOYER else None,
            password_hash=hash_password(PASSWORD),
        )
        for role in Role
    }
    logins = {role: account.login for role, account in accounts.items()}
    rows.commit()
    browsers: dict[Role | None, FlaskClient] = {None: app.test_client()}
    for role, login in logins.items():
        browsers[role] = app.test_client()
        answer = browsers[role].post(
            "/login", data={"login": login, "password": PASSWORD}
        )
        assert answer.status_code == 302
    return browsers


def address(app: Flask, endpoint: str) -> str:
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
    filled = {
        name: NO_ROW if name.endswith("_id") or name == "number" else NO_FILE
        for name in rule.arguments
    }
    with app.test_request_context():
        return url_for(endpoint, **filled)


def test_every_route_lets_in_whom_its_row_names_and_nobody_else(
    app: Flask, rows: Session, visitors: dict[Role | None, FlaskClient]
) -> None:
    denied = 0
    for endpoint, methods in app.extensions["permissions"].items():
        if endpoint in ("public.logout", "api.sign_out", "api.renew_session"):
            continue  # it would end the sessions that the walk needs
        for method, who in methods.items():
            for role, browser in visitors.items():
                answer = browser.open(
                    address(app, endpoint), method=method, headers=_bearer(browser)
                )
                sent_to_login = answer.status_code == 401 or (
                    answer.status_code == 302 and answer.location.startswith("/login")
                )
                where = f"{method} {endpoint} as {role}: {answer.status}"
                if may(who, role):
                    assert answer.status_code not in (403, 405, 500), where
                    assert not sent_to_login, where
                elif role is None:
                    assert sent_to_login, where
                else:
                    denied += 1
                    assert answer.status_code == 403, where
    noted = rows.scalar(select(func.count()).where(AuditEvent.action == "denied"))
    assert noted == denied


def _bearer(browser: FlaskClient) -> dict[str, str]:
    """Return what lets a program in: the API looks at no cookie."""
    cookie = browser.get_cookie(COOKIE)
    return {"Authorization": f"Bearer {cookie.value}"} if cookie else {}


def test_who_was_sent_to_the_login_comes_back(app: Flask) -> None:
    answer = app.test_client().get("/me/matches?page=2")
    assert answer.location == "/login?next=/me/matches?page%3D2"


def test_a_route_without_a_row_stops_the_build() -> None:
    app = Flask("app")
    app.add_url_rule("/new", "new", lambda: "", methods=["GET"])
    with pytest.raises(MissingPermissionError, match="no row for GET"):
        permissions.init_app(app)


def test_a_row_without_a_route_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = '[app.static]\nGET = ["anyone"]\n[app.gone]\nGET = ["anyone"]\n'
    monkeypatch.setattr(permissions, "read_table", lambda _: read_table(rows))
    with pytest.raises(MissingPermissionError, match="gone"):
        permissions.init_app(Flask("app"))


def test_a_row_that_names_no_role_is_refused() -> None:
    with pytest.raises(ValueError, match="boss"):
        read_table('[public.home]\nGET = ["boss"]')


@pytest.mark.parametrize(
    ("who", "role", "expected"),
    [
        ({"anyone"}, None, True),
        ({"signed_in"}, None, False),
        ({"signed_in"}, Role.AUDITOR, True),
        ({"clerk"}, Role.CLERK, True),
        ({"clerk"}, Role.ADMIN, False),
        (set(), Role.ADMIN, False),
    ],
)
def test_who_may(who: set[str], role: Role | None, expected: bool) -> None:
    assert may(frozenset(who), role) is expected

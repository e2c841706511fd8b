"""A laid-out instance on SQLite, its forms as its people find them on its pages."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException

from tests.browser.pages import PAGES
from tests.browser.site import lay_out
from tests.webapp.nonsense.reading import Form, Page
from webapp.app import create_app
from webapp.database import open_engine
from webapp.demo.accounts import PASSWORD, PREFIX

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from webapp.config import Settings

# Tapped before the forms are read, since these show more of them.
FIRST = (
    ("dispatcher", "/dispatch/campaigns/{campaign}/calls", {}),
    ("dispatcher", "/dispatch/trips/{trip}/passes", {"holder": "王师傅"}),
)
# Pages beside those that a browser looks at: other rows, other states.
MORE = (
    ("seeker", "/me/searches/{saved}"),
    ("dispatcher", "/dispatch/campaigns/{travelled}/parties"),
    ("employer", "/employer/riders/{travelled}"),
    ("clerk", "/bureau/postings/{vacancy}"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A form, on which page it was found and by whom, and where it goes."""

    role: str | None
    page: str
    endpoint: str
    form: Form

    def __str__(self) -> str:
        return f"{self.endpoint}, from {self.page}"


@dataclass(slots=True)
class Asked:
    """An address that can be opened, by whom, and what may stand behind it."""

    role: str | None
    path: str
    names: set[str] = field(default_factory=set)


class World:
    """The instance, a browser for everybody, and every form that its pages hold."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings)
        self.app.testing = True
        # A page of another session holds another token: these tests are not about it.
        self.app.config["WTF_CSRF_ENABLED"] = False
        engine = open_engine(settings.url)
        self.ids = lay_out(engine, settings)
        engine.dispose()
        self._browsers: dict[str | None, FlaskClient] = {}
        for role, address, data in FIRST:
            answer = self.post(role, address.format(**self.ids), data)
            assert answer.status_code == 302, answer.text
        self._file = settings.var_dir / "test.sqlite"
        self._watch = sqlite3.connect(self._file, isolation_level=None)
        self.asked: dict[str, Asked] = {}
        self.forms = list(self._read())
        self._kept = sqlite3.connect(":memory:")
        self._watch.backup(self._kept)
        self._files = settings.var_dir / "uploads"
        shutil.copytree(self._files, self._copy)

    @property
    def _copy(self) -> Any:
        return self.settings.var_dir / "kept"

    def browser(self, role: str | None) -> FlaskClient:
        """Return the browser of a role, signed in when it is first asked for."""
        if role not in self._browsers:
            self._browsers[role] = self.app.test_client()
            if role is not None:
                answer = self.post(
                    role, "/login", {"login": f"{PREFIX}{role}", "password": PASSWORD}
                )
                assert answer.status_code == 302
        return self._browsers[role]

    def post(self, role: str | None, address: str, data: Any) -> TestResponse:
        """Send a form."""
        return self.browser(role).post(address, data=data)

    def send_file(self, found: Found, name: str, content: bytes) -> TestResponse:
        """Send a form with this file in its field for one."""
        (field,) = (f.name for f in found.form.fields.values() if f.kind == "file")
        data: dict[str, Any] = {**found.form.values()}
        data[field] = (io.BytesIO(content), name)
        return self.post(found.role, found.form.action, data)

    def files(self) -> set[str]:
        """Return the names of the files that are kept."""
        return {path.name for path in self._files.iterdir()}

    def version(self) -> int:
        """Return a number that is another one as soon as anything was stored."""
        (number,) = self._watch.execute("PRAGMA data_version").fetchone()
        return int(number)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        names = self._watch.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE "
            "'CREATE VIRTUAL%'"
        ).fetchall()
        count = " UNION ALL ".join(
            f"SELECT '{name}', count(*) FROM \"{name}\"" for (name,) in names
        )
        return dict(self._watch.execute(count).fetchall())

    def put_back(self) -> None:
        """Make every row and every file what it was when the forms were read."""
        with sqlite3.connect(self._file) as target:
            self._kept.backup(target)
        target.close()
        shutil.rmtree(self._files)
        shutil.copytree(self._copy, self._files)

    def endpoint(self, address: str, method: str = "POST") -> str:
        """Return where a form or a link goes."""
        addresses = self.app.url_map.bind("localhost")
        path = re.split("[?#]", address)[0]
        name: str = addresses.match(path, method=method)[0]
        return name

    def _read(self) -> Any:
        seen = set()
        for role, address in (*PAGES.values(), *MORE):
            opened = address.format(**self.ids)
            answer = self.browser(role).get(opened, follow_redirects=True)
            assert answer.status_code == 200, f"{opened}: {answer.status}"
            page = Page(answer.text)
            self._note(role, answer.request.path, page)
            for form in page.posts:
                form.action = form.action or answer.request.path
                endpoint = self.endpoint(form.action)
                if endpoint == "public.logout":
                    continue  # it would end the session that the others need
                names = frozenset(re.sub(r"\d+", "N", name) for name in form.fields)
                taps = tuple({name for name, _ in form.buttons})
                if (endpoint, names, taps) not in seen:
                    seen.add((endpoint, names, taps))
                    yield Found(role, opened, endpoint, form)

    def _note(self, role: str | None, path: str, page: Page) -> None:
        """Note what a page, and the links and forms on it, ask of whom."""
        asked = [(path, set[str]())]
        asked += [(form.action or path, set(form.fields)) for form in page.gets]
        for link in page.links:
            to = urlsplit(link)
            if link and not to.scheme and not to.netloc:
                asked.append((to.path or path, {key for key, _ in parse_qsl(to.query)}))
        for address, names in asked:
            try:
                endpoint = self.endpoint(address, "GET")
            except HTTPException:
                continue  # a link that a browser would be sent on from
            known = self.asked.setdefault(endpoint, Asked(role, address.split("?")[0]))
            known.names.update(names)

    def close(self) -> None:
        """Let go of the databases."""
        self._watch.close()
        self._kept.close()

"""What every request and every answer keep to."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import webapp

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

TEMPLATES = sorted(Path(webapp.__file__).parent.rglob("templates/**/*.html"))
_INLINE = re.compile(
    r"\sstyle\s*=|\son(?:click|load|error|change|submit|input|key\w+|mouse\w+)\s*=",
    re.IGNORECASE,
)
# Linked data is never run, so it needs no nonce, which a kept page could not have.
_SCRIPT = re.compile(
    r"<script\b(?![^>]*(?:\b(?:src|nonce)=|application/ld\+json))|<style\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", ["/search?q=%00", "/search?q=a&a%00=1", "/?q=%00"])
def test_text_that_no_database_can_store_is_refused(
    client: FlaskClient, path: str
) -> None:
    assert client.get(path).status_code == 400


def test_such_text_in_a_form_is_left_out_and_the_rest_kept(
    post: Callable[..., Any],
) -> None:
    answer = post("/login", login="a\0b", password="x")
    assert answer.status_code == 422
    assert 'value="ab"' in answer.text


@pytest.mark.parametrize("id_", [2**31, 2**63, 10**40, 0])
def test_an_id_larger_than_one_can_be_is_not_found(
    client: FlaskClient, id_: int
) -> None:
    assert client.get(f"/vacancies/{id_}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=-5",
        f"page={10**30}",
        "page=x",
        "pay=1e9",
        "pay=٣",
        f"pay={2**70}",
        "place=../../x",
        "shift=never",
        "q=%ED%A0%80",
        "q=" + "长" * 5000,
        "q=%E6%B1%9F%E8%8B%8F" * 40,
    ],
)
def test_a_mangled_search_address_still_shows_a_page(
    client: FlaskClient, query: str
) -> None:
    assert client.get(f"/search?{query}").status_code == 200


def test_a_form_without_its_token_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/login", data={"login": "a", "password": "b"})
    assert answer.status_code == 400
    assert "表单已过期" in answer.text


def test_a_body_that_is_too_large_is_refused_with_a_sentence(
    client: FlaskClient,
) -> None:
    answer = client.post("/login", data={"login": "x" * 11_000_000})
    assert answer.status_code == 413
    assert "10 MB" in answer.text


def test_the_headers_of_every_answer(client: FlaskClient) -> None:
    for path in ("/", "/nothing", "/static/css/zhida.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_the_nonce_is_new_for_every_answer(client: FlaskClient) -> None:
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_has_what_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not _INLINE.search(text)
    if path.name != "manifest.html":  # paper, not a page
        assert not _SCRIPT.search(text)


def test_files_are_kept_by_browsers_because_their_address_has_a_version(
    client: FlaskClient,
) -> None:
    address = re.search(r'href="(/static/css/zhida\.css\?v=\w+)"', client.get("/").text)
    assert address is not None
    with client.get(address[1]) as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_log_tells_the_rule_and_not_what_was_searched(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/search?q=示例甲")
    line = capsys.readouterr().err.splitlines()[-1]
    assert json.loads(line)["rule"] == "/search"
    assert "示例甲" not in line


def test_the_language_follows_the_browser_then_the_choice(
    client: FlaskClient, post: Callable[..., Any]
) -> None:
    assert 'lang="zh-Hans"' in client.get("/").text
    english = client.get("/", headers={"Accept-Language": "en-GB,zh;q=0.5"}).text
    assert 'lang="en"' in english
    taiwan = client.get("/", headers={"Accept-Language": "zh-TW"}).text
    assert "找工作" in taiwan
    assert 'lang="zh-Hant"' in taiwan
    answer = post("/language", language="zh_Hant", next="/search?q=%E7%94%B5")
    assert answer.location == "/search?q=%E7%94%B5"
    chosen = client.get("/", headers={"Accept-Language": "en"}).text
    assert 'lang="zh-Hant"' in chosen

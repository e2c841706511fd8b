"""The forms of a page, as a browser without scripts would send them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"input", "br", "hr", "img", "link", "meta", "wbr", "source", "col"}


@dataclass(slots=True)
class Field:
    """
    A field of a form.

    ``values`` is what is sent of it when nobody touches it; ``told`` names the elements
    that tell more of it.
    """

    name: str
    kind: str
    values: list[str]
    told: list[str]
    is_wrong: bool


@dataclass(slots=True)
class Form:
    """What a page sends, and where to; ``buttons`` are those that send a value."""

    action: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def values(self) -> dict[str, list[str]]:
        """Return what is sent when nobody touches a field and taps the first button."""
        sent = {
            each.name: list(each.values)
            for each in self.fields.values()
            if each.kind != "file"
        }
        for name, value in self.buttons[:1]:
            sent[name] = [*sent.get(name, []), value]
        return sent


class Page(HTMLParser):
    """
    A page that was read: its forms that change something, those that ask, its links,
    and its texts.

    ``texts`` holds the words of every element with an id; ``notices`` what stands in a
    notice on top.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posts: list[Form] = []
        self.gets: list[Form] = []
        self.links: list[str] = []
        self.texts: dict[str, str] = {}
        self.notices: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: Field | None = None
        self._first_option: str | None = None
        self._area: Field | None = None
        self._group: list[tuple[list[str], bool]] = []
        self._open: list[tuple[str, str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a form, a field, or an element with an id."""
        given: dict[str, Any] = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            is_notice = "notice" in given.get("class", "").split()
            self._open.append((tag, given.get("id", ""), is_notice))
            if is_notice:
                self.notices.append("")
            if given.get("id"):
                self.texts.setdefault(given["id"], "")
        match tag:
            case "form":
                self._form = Form(given.get("action", ""))
                if given.get("id"):
                    self._by_id[given["id"]] = self._form
                is_post = given.get("method", "").lower() == "post"
                (self.posts if is_post else self.gets).append(self._form)
            case "a":
                self.links.append(given.get("href", ""))
            case "fieldset":
                told = given.get("aria-describedby", "").split()
                # A group of taps has no state of its own: its mistake is only told.
                is_wrong = any(name.endswith("-wrong") for name in told)
                self._group.append((told, is_wrong))
            case "input" | "textarea" | "select":
                self._enter(tag, given)
            case "option" if self._select is not None:
                value = given.get("value", "")
                if self._first_option is None:
                    self._first_option = value
                if "selected" in given:
                    self._select.values.append(value)
            case "button" if given.get("type", "submit") == "submit":
                form = self._by_id.get(given.get("form", "")) or self._form
                if form is not None:
                    form.action = form.action or given.get("formaction", "")
                    if given.get("name"):
                        form.buttons.append((given["name"], given.get("value", "")))

    def _enter(self, tag: str, given: dict[str, Any]) -> None:
        form = self._by_id.get(given.get("form", "")) or self._form
        name = given.get("name", "")
        if form is None or not name or "disabled" in given:
            return
        kind = given.get("type", "text") if tag == "input" else tag
        told, is_wrong = self._group[-1] if self._group else ([], False)
        new = Field(name, kind, [], list(told), is_wrong)
        at = form.fields.setdefault(name, new)
        at.told += given.get("aria-describedby", "").split()
        at.is_wrong |= "aria-invalid" in given
        if tag == "textarea":
            self._area = at
            at.values.append("")
        elif tag == "select":
            self._select, self._first_option = at, None
            at.kind = "select" if "multiple" not in given else "checkbox"
        elif kind not in ("checkbox", "radio") or "checked" in given:
            at.values.append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave what was open."""
        if tag in VOID:
            return
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None
        elif tag == "fieldset" and self._group:
            self._group.pop()
        elif tag == "textarea" and self._area is not None:
            # The first line break after the tag is none of the text's.
            self._area.values[-1] = re.sub(r"\A\r?\n", "", self._area.values[-1])
            self._area = None
        elif tag == "select" and self._select is not None:
            if self._select.kind == "select" and not self._select.values:
                self._select.values = [self._first_option or ""]
            self._select = None

    def handle_data(self, data: str) -> None:
        """Add words to what is open."""
        if self._area is not None:
            self._area.values[-1] += data
        for _tag, id_, is_notice in self._open:
            if id_:
                self.texts[id_] += data
            if is_notice:
                self.notices[-1] += data

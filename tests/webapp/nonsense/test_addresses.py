"""Nonsense behind the question mark of every address that is linked or asked for."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

import pytest

from tests.webapp.nonsense.test_fields import MARKUP, STRANGE

if TYPE_CHECKING:
    from tests.webapp.nonsense.world import World

NONSENSE = {
    "markup, quotes, a picture": STRANGE.replace("\0", ""),
    "NUL": "\0",
    "more than there is": "9" * 30,
    "below zero": "-1",
    "no number": "1e999",
    "no such day": "2027-02-30T25:61",
    "a long text": "x" * 20_000,
    "nothing": "",
}
# What needs no answer of its own here.
LEFT_OUT = {
    "static": "files",
    "public.set_language": "goes back to where one was",
}


@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_in_an_address_ends_in_a_page(what: str, world: World) -> None:
    wrongs = []
    for endpoint, asked in world.asked.items():
        if endpoint in LEFT_OUT:
            continue
        queries = [
            dict.fromkeys(asked.names | _read_by(world, endpoint), NONSENSE[what])
        ]
        # Alone too: what is refused first would hide the others.
        queries += [{name: NONSENSE[what]} for name in sorted(asked.names)]
        for query in queries:
            answer = world.browser(asked.role).get(asked.path, query_string=query)
            if answer.status_code >= 500:
                wrongs.append(f"{asked.path} {sorted(query)}: {answer.status}")
            elif answer.mimetype == "text/html" and MARKUP in answer.text:
                wrongs.append(f"{asked.path} {sorted(query)}: shows markup as it is")
    assert wrongs == []
    world.put_back()


def _read_by(world: World, endpoint: str) -> set[str]:
    """Return what the module of a page asks its address for, linked or not."""
    module = inspect.getmodule(inspect.unwrap(world.app.view_functions[endpoint]))
    assert module is not None
    return set(re.findall(r'args\.get(?:list)?\(\s*"(\w+)"', inspect.getsource(module)))

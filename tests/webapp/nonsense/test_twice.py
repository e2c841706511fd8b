"""Every form sent twice in a row, as an impatient thumb does: it counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.webapp.nonsense.world import Found, World

# What is filled in where the page leaves a field empty: by its name, else by its kind.
BY_NAME = {
    "phone": "13900000123",
    "login": "shili-9",
    "home": "河南固始",
    "people": "示例甲 13900000011",
    "credit_code": "91350100M000100Y43",
    "name": "示例有限公司",
    "address": "13900000124",
    "scopes": "statistics",
    "reason": "deposit",
    "agreed": "y",
    "sure": "y",
    "give": "door",
    "name_0": "示例甲",
}
BY_KIND = {
    "text": "示例甲，请看",
    "textarea": "示例说明，请看。",
    "password": "richtig-pferd-batterie",
    "number": "5",
    "date": "2027-02-20",
    "time": "09:30",
}
# What the second time adds a row: why it may.
AGAIN = {
    "employer.invite_colleague": "a link is shown once: each answer brings its own",
    "employer.add_key": "a key is shown once: each answer brings its own",
}
# Rows that tell what was done, and by whom: twice is twice.
TOLD = {"audit_event", "login_session"}


def test_what_is_sent_twice_counts_once(world: World) -> None:
    wrongs, created = [], set()
    for found in world.forms:
        values = _filled(found)
        counts = [world.counts()]
        for _ in range(2):
            answer = world.post(found.role, found.form.action, values)
            if answer.status_code >= 500:
                wrongs.append(f"{found}: {answer.status}")
            counts.append(world.counts())
        before, once, twice = ({**c} for c in counts)
        if any(once[t] > before[t] for t in once.keys() - TOLD):
            created.add(found.endpoint)
        more = {t for t in once.keys() - TOLD if twice[t] > once[t]}
        if more and found.endpoint not in AGAIN:
            wrongs.append(f"{found}: {sorted(more)}")
        world.put_back()
    assert wrongs == []


def _filled(found: Found) -> dict[str, list[str]]:
    """Return what is sent when what is empty is filled in."""
    values = found.form.values()
    for name, field in found.form.fields.items():
        if field.kind not in ("file", "hidden") and not any(values.get(name) or ()):
            text = BY_NAME.get(name) or BY_KIND.get(field.kind)
            if text:
                values[name] = [text]
    return values

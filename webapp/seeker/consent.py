"""
What a person agrees to when an ID number is stored; which text it was is kept.

A text is never changed: a new one is added, and asked for from then on.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CONSENTS = {
    "ride-2026-11": _l(
        "I agree that the ID numbers above are stored sealed, for the list of "
        "passengers that the road authority wants on board. Only the dispatcher sees "
        "them in full, and every look is recorded. They are deleted when I cancel. I "
        "may take this back at any time and show the cards at the coach instead. The "
        "people who travel with me agree too."
    ),
}
CURRENT = "ride-2026-11"

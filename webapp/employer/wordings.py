"""The messages that every company finds ready-made: plain, and lawful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping

# Name and text; the words in braces are those of ``services.messages.PLACEHOLDERS``.
SHIPPED: Final[Mapping[str, tuple[Any, Any]]] = {
    "received": (
        _l("We have it"),
        _l(
            "Hello! We have your application as {岗位} and will answer within three "
            "days. Questions? Call {联系人}: {电话}. {公司}"
        ),
    ),
    "interview": (
        _l("Come for an interview"),
        _l(
            "Hello! Please come for an interview as {岗位}: {面试时间}, {面试地点}. "
            "It costs nothing. If you cannot come, call {联系人}: {电话}."
        ),
    ),
    "offer": (
        _l("We would like to hire you"),
        _l(
            "Hello! We would like to hire you as {岗位}. The workplace: {地址}. "
            "When you can begin, and what to bring, we tell you on the telephone: "
            "{电话} ({联系人}). {公司}"
        ),
    ),
    "declined": (
        _l("No, with thanks"),
        _l(
            "Hello! Thank you for applying as {岗位}. This time the place went to "
            "somebody else. We wish you good luck. {公司}"
        ),
    ),
}

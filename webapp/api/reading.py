"""What a program sends, read by the schemas and by the pages' own forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from webapp.problems import FieldProblem, ProblemError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from webapp.forms import Form

MOST_ERRORS = 20
LONGEST_FIELD = 100
SAME: Mapping[str, str] = {}
Schema = TypeVar("Schema", bound=BaseModel)
FormT = TypeVar("FormT", bound="Form")


def json_body() -> Any:
    """Return the body; a body that is no JSON ends the request."""
    try:
        return request.get_json(force=True)
    except (RecursionError, ValueError, UnicodeError) as error:
        raise ProblemError("not_json") from error


def query_values(model: type[BaseModel]) -> dict[str, Any]:
    """Return the address's parameters; one that may be repeated is a list."""
    return {
        name: request.args.getlist(name)
        if name in model.model_fields and _is_list(model.model_fields[name].annotation)
        else value
        for name, value in request.args.items()
    }


def checked(model: type[Schema], given: Any) -> Schema:
    """Return what was sent as its schema has it; else tell what is wrong, by field."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise ProblemError(
            "invalid", [_problem(each) for each in found[:MOST_ERRORS]]
        ) from error


def read_form(
    form: type[FormT],
    values: Mapping[str, Any],
    names: Mapping[str, str] = SAME,
) -> FormT:
    """
    Return a form of the pages, filled and valid; else tell what is wrong, by field.

    So that a rule about a field is written once, in the form, with its sentence.

    Parameters
    ----------
    values
        By the form's fields; None and False are what a browser does not send.
    names
        What the program calls a field, where it is another name.
    """
    sent: MultiDict[str, str] = MultiDict(
        (name, "y" if value is True else str(value))
        for name, value in values.items()
        if value is not None and value is not False
    )
    made: FormT = form(formdata=sent, meta={"csrf": False})
    if not made.validate():
        raise form_problem(made, names)
    return made


def form_problem(form: Form, names: Mapping[str, str] = SAME) -> ProblemError:
    """Return what is wrong with a form's fields."""
    return ProblemError(
        "invalid",
        [
            FieldProblem(names.get(name, name), "value", message)
            for name, messages in form.errors.items()
            for message in messages[:1]
        ],
    )


def _problem(error: ErrorDetails) -> FieldProblem:
    field = ".".join(map(str, error["loc"]))[:LONGEST_FIELD]
    return FieldProblem(field, error["type"], _sentence(error))


def _sentence(error: ErrorDetails) -> str:
    """Return what is wrong in the reader's language."""
    about = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return str(_("Please fill this in."))
        case "extra_forbidden":
            return str(_("There is no such field."))
        case "string_too_long":
            most = about["max_length"]
            return str(_("At most %(max)d characters, please.", max=most))
        case "string_too_short":
            return str(
                _("At least %(min)d characters, please.", min=about["min_length"])
            )
        case "greater_than_equal":
            return str(_("%(number)s or more, please.", number=about["ge"]))
        case "less_than_equal":
            return str(_("%(number)s or less, please.", number=about["le"]))
        case "too_long":
            return str(_("At most %(max)d of them, please.", max=about["max_length"]))
        case "enum" | "literal_error":
            return str(_("One of these, please: %(words)s.", words=about["expected"]))
        case kind if kind.startswith(("int_", "float_", "bool_")):
            return str(_("Please write a number."))
        case kind if kind.startswith(("date", "timezone_")):
            return str(_("A date or a time with its zone, please: 2027-02-01T09:30Z."))
    return str(_("This cannot be taken."))


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin is list:
        return True
    return any(_is_list(each) for each in get_args(annotation))

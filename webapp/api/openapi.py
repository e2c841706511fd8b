"""The OpenAPI 3.1 document, made of the operations and their schemas."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from webapp.api.operations import OPERATIONS, VERSION
from webapp.api.schemas import Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from webapp.api.operations import Operation

# In the order in which a program comes to them.
TAGS = ("Vacancies", "Account", "Seekers", "Employers")
REF = "#/components/schemas/{model}"
_ID = re.compile(r"<int:([a-z_]+)>")
_ABOUT = (
    "Zhida for programs. A seeker signs in and sends the token as bearer; an employer "
    "makes keys under “API keys”. Errors are application/problem+json; “kind” stays "
    "the same, “title” may change."
)


@cache
def document() -> dict[str, Any]:
    """Return the document; the same for the life of the process."""
    models: dict[type[BaseModel], None] = {Problem: None}
    for each in OPERATIONS:
        models |= dict.fromkeys(m for m in (each.body, each.answer) if m is not None)
    _refs, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for each in sorted(OPERATIONS, key=lambda each: TAGS.index(each.tag)):
        path = "/api" + VERSION + _ID.sub(r"{\1}", each.path)
        paths.setdefault(path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhida", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(each: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "tags": [each.tag],
        "parameters": _parameters(each),
        "responses": _responses(each),
    }
    if each.scope is not None:
        told["description"] = f"A key needs the scope `{each.scope}`."
    if not each.is_public:
        told["security"] = [{"bearer": []}]
    if each.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(each.body)}},
        }
    return told


def _parameters(each: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
        }
        for name in _ID.findall(each.path)
    ]
    if each.query is not None:
        schema = each.query.model_json_schema()
        required = schema.get("required", [])
        definitions = schema.get("$defs", {})
        for name, field in schema["properties"].items():
            inner = field
            if "$ref" in field:
                inner = definitions[field["$ref"].rsplit("/", 1)[1]]
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": name in required,
                    "schema": inner,
                }
            )
    return found


def _responses(each: Operation) -> dict[str, Any]:
    if each.answer is None:
        found: dict[str, Any] = {"204": {"description": "Done."}}
    else:
        found = {
            str(each.status): {
                "description": "Done.",
                "content": {"application/json": {"schema": _ref(each.answer)}},
            }
        }
    codes = {400, 429, *each.problems}
    if each.query is not None or each.body is not None:
        codes.add(422)
    if each.body is not None:
        codes |= {413, 415}
    if _ID.search(each.path):
        codes.add(404)
    codes |= {401} if each.is_public else {401, 403}
    for code in sorted(codes):
        found[str(code)] = {
            "description": "A problem.",
            "content": {"application/problem+json": {"schema": _ref(Problem)}},
        }
    return found


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}

"""The OpenAPI 3.1 document, made of the operations and their schemas."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale
from pydantic.json_schema import models_json_schema

from webapp.api.operations import (
    FILE,
    IDEMPOTENCY_KEY,
    LONGEST_KEY,
    OPERATIONS,
    PARAMETER,
    VERSION,
)
from webapp.api.schemas.base import Problem
from webapp.problems import KINDS, MIMETYPE, type_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from webapp.api.operations import Operation

# In the order in which a program comes to them.
TAGS = {
    "Vacancies": "Search and read; no token needed.",
    "Account": "Sign in and up, and what every account has.",
    "Profile": "What a seeker wants and can, and what fits.",
    "Applications": "Applying, interviews, invitations, saved searches.",
    "Rides": "我要坐车: from a wish to the ticket.",
    "Company": "Registering, papers, people, keys.",
    "Postings": "Writing, extending and ending postings.",
    "Candidates": "Who fits, who has applied, what came of it.",
    "Own riders": "The company's own people on the coaches.",
}
REF = "#/components/schemas/{model}"
_ABOUT = (
    "Zhida for programs. A seeker signs in and sends the token as bearer; an employer "
    "makes keys under “API keys”, or signs in. Errors are application/problem+json: "
    "“kind” and “type” never change, “title” and “detail” are in the language of "
    "Accept-Language (zh-Hans, zh-Hant, en). Lists that may grow come in pages: "
    "“page” counts from 1, “pages” says how many there are."
)
_RETRY = {
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer"},
    }
}


@cache
def document() -> dict[str, Any]:
    """Return the document; the same for the life of the process."""
    with force_locale("en"):
        return _made()


def _made() -> dict[str, Any]:
    models: dict[type[BaseModel], None] = {Problem: None}
    for each in OPERATIONS:
        models |= dict.fromkeys(m for m in (each.body, each.answer) if m is not None)
    _refs, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for each in sorted(OPERATIONS, key=lambda each: list(TAGS).index(each.tag)):
        path = "/api" + VERSION + PARAMETER.sub(r"{\2}", each.path)
        paths.setdefault(path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zhida", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(each: Operation) -> dict[str, Any]:
    about = each.about
    if each.scope is not None:
        about += f" A key needs the scope `{each.scope}`."
    elif each.any_key:
        about += " Any key will do."
    elif not each.is_public and each.tag in ("Company", "Account"):
        about += " Not by key: somebody signs in for it."
    told: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "description": about,
        "tags": [each.tag],
        "parameters": _parameters(each),
        "responses": _responses(each),
    }
    if not each.is_public:
        told["security"] = [{"bearer": []}]
    if each.upload:
        told["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": _upload(each)}},
        }
    elif each.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _ref(each.body)}},
        }
        if examples := each.body.model_json_schema().get("examples"):
            media = told["requestBody"]["content"]["application/json"]
            media["example"] = examples[0]
    return told


def _upload(each: Operation) -> dict[str, Any]:
    schema: dict[str, Any] = each.body.model_json_schema() if each.body else {}
    fields: dict[str, Any] = dict(schema.get("properties", {}))
    for name, field in fields.items():
        if "$ref" in field:
            fields[name] = schema["$defs"][field["$ref"].rsplit("/", 1)[1]]
    fields[FILE] = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {
        "type": "object",
        "properties": fields,
        "required": [*schema.get("required", []), FILE],
    }


def _parameters(each: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
            if kind == "int"
            else {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 100},
        }
        for kind, name in PARAMETER.findall(each.path)
    ]
    if each.query is not None:
        schema = each.query.model_json_schema()
        definitions = schema.get("$defs", {})
        for name, field in schema["properties"].items():
            inner = field
            if "$ref" in field:
                inner = definitions[field["$ref"].rsplit("/", 1)[1]]
            parameter = {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", []),
                "schema": inner,
            }
            if examples := field.get("examples"):
                parameter["example"] = examples[0]
            found.append(parameter)
    if each.once:
        found.append(
            {
                "name": IDEMPOTENCY_KEY,
                "in": "header",
                "required": False,
                "description": "The same key again answers with what the first made.",
                "schema": {
                    "type": "string",
                    "pattern": "^[A-Za-z0-9_-]+$",
                    "maxLength": LONGEST_KEY,
                },
            }
        )
    return found


def _responses(each: Operation) -> dict[str, Any]:
    if each.media:
        file: dict[str, Any] = {each.media: {"schema": {}}}
        found: dict[str, Any] = {
            str(int(each.status)): {"description": "A file.", "content": file}
        }
    elif each.answer is None:
        found = {"204": {"description": "Done."}}
    else:
        content = {"application/json": {"schema": _ref(each.answer)}}
        found = {str(int(each.status)): {"description": "Done.", "content": content}}
    by_status: dict[int, list[str]] = {}
    for kind in each.all_kinds():
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    for status, kinds in sorted(by_status.items()):
        found[str(status)] = {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(kinds)}.",
            "content": {
                MIMETYPE: {"schema": _ref(Problem), "example": _example(kinds[0])}
            },
        }
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            found[str(status)]["headers"] = _RETRY
    return found


def _example(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    return {
        "type": type_of(name),
        "title": str(kind.title),
        "detail": str(kind.detail),
        "status": kind.status,
        "kind": name,
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}

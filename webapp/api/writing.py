"""Reading adverts, checking words, templates: what helps to write a posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.adverts import read_advert
from models import Scope
from webapp.api.asking import at_once, found, own_employer, own_vacancy
from webapp.api.operations import operation
from webapp.api.postings import NAMES, add_posting, line, once
from webapp.api.reading import form_problem, read_form
from webapp.api.schemas import postings as schemas
from webapp.api.showing import findings
from webapp.collaborators import collaborators
from webapp.employer.forms import AdvertForm, TemplateForm
from webapp.employer.writing import form_of, typed_of
from webapp.extensions import db
from webapp.problems import ProblemError
from webapp.services import posting_templates, vacancy_posting, wording

if TYPE_CHECKING:
    from models import PostingTemplate

TAG = "Postings"


@operation(
    "POST", "/employer/adverts", "Read a whole advert",
    tag=TAG, body=schemas.AdvertIn, answer=schemas.AdvertFields, scope=Scope.POSTINGS,
)  # fmt: skip
def read_whole_advert(body: schemas.AdvertIn) -> schemas.AdvertFields:
    """Propose the fields of a posting; nothing is stored."""
    own_employer()
    form = read_form(AdvertForm, body.model_dump())
    made = collaborators()
    proposals = read_advert(
        form.advert.data, made.gazetteer, made.settings.home_district
    )
    return schemas.AdvertFields(
        fields=[
            schemas.AdvertField(
                field=NAMES.get(each.field, each.field),
                value=each.value,
                words=each.words,
            )
            for each in proposals
        ]
    )


@operation(
    "POST", "/employer/wording", "Check words against the law",
    tag=TAG, body=schemas.WordingIn, answer=schemas.Findings, scope=Scope.POSTINGS,
)  # fmt: skip
def check_words(body: schemas.WordingIn) -> schemas.Findings:
    """Return what may not be said, where, and what to say instead."""
    own_employer()
    typed = body.model_dump()
    typed["pay_text"] = typed.pop("pay")
    found = wording.check_fields(typed, collaborators().wording)
    return schemas.Findings(findings=findings(found))


@operation(
    "GET", "/employer/templates", "Our templates",
    tag=TAG, answer=schemas.Templates, scope=Scope.POSTINGS,
)  # fmt: skip
def our_templates() -> schemas.Templates:
    """Return the company's templates by name."""
    rows = posting_templates.list_of(db.session, own_employer().id)
    return schemas.Templates(templates=[_template(each) for each in rows])


@operation(
    "POST", "/employer/templates", "Keep a posting as a template",
    tag=TAG, body=schemas.TemplateIn, answer=schemas.Template, status=201,
    scope=Scope.POSTINGS, kinds=("too_many", "not_found"),
)  # fmt: skip
def save_template(body: schemas.TemplateIn) -> schemas.Template:
    """Keep what a posting says; a template of the same name is replaced."""
    posting = own_vacancy(body.vacancy_id)
    form = read_form(TemplateForm, {"name": body.name})
    try:
        row = posting_templates.save(
            db.session, own_employer().id, form.name.data, typed_of(posting),
            now=at_once(),
        )  # fmt: skip
    except posting_templates.TooManyTemplatesError as error:
        raise ProblemError("too_many") from error
    db.session.commit()
    return _template(row)


@operation(
    "DELETE", "/employer/templates/<int:template_id>", "Forget a template",
    tag=TAG, scope=Scope.POSTINGS,
)  # fmt: skip
def remove_template(template_id: int) -> None:
    """Forget a template; postings made from it stay."""
    posting_templates.remove(db.session, _own(template_id))
    db.session.commit()


@operation(
    "POST", "/employer/templates/<int:template_id>/postings", "Begin from a template",
    tag=TAG, answer=schemas.PostingLine, status=201, scope=Scope.POSTINGS, once=True,
)  # fmt: skip
def use_template(template_id: int, key: str | None) -> schemas.PostingLine:
    """Add a draft that says what the template says, with the usual last day."""
    return _begin(_own(template_id).fields, key)


@operation(
    "POST", "/employer/postings/<int:vacancy_id>/copies", "Copy a posting",
    tag=TAG, answer=schemas.PostingLine, status=201, scope=Scope.POSTINGS, once=True,
)  # fmt: skip
def copy_posting(vacancy_id: int, key: str | None) -> schemas.PostingLine:
    """Add a draft that says the same, with the usual last day."""
    posting = vacancy_posting.copy_of(own_vacancy(vacancy_id), at_once())
    return line(once(key, lambda: add_posting(posting)))


def _begin(typed: dict[str, str], key: str | None) -> schemas.PostingLine:
    form = form_of(typed)
    if not form.validate():
        # As a form would show it: something in it does not hold any more.
        raise form_problem(form, NAMES)
    return line(once(key, lambda: add_posting(form.posting())))


def _own(template_id: int) -> PostingTemplate:
    row: PostingTemplate = found(
        posting_templates.find(db.session, own_employer().id, template_id)
    )
    return row


def _template(row: PostingTemplate) -> schemas.Template:
    return schemas.Template(id=row.id, name=row.name, title=row.fields.get("title", ""))

"""A question is shown and answered, the same for a seeker and for a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, request
from flask_babel import gettext as _

from webapp.questions.catalogue import QUESTIONS, main_questions, told
from webapp.questions.forms import CertificatesForm

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from models import Seeker
    from webapp.questions.forms import OtherForm
    from webapp.questions.taps import Question, Tap

# Tells a typed answer from a tapped one.
WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """
    The questions about one person, and where their pages are.

    Parameters
    ----------
    address
        Returns where a question is asked.
    end
        Where the answers stand together.
    is_proxy
        Whether a clerk answers: then name and number are not shown.
    """

    seeker: Seeker | None
    address: Callable[..., str]
    end: str
    today: dt.date
    is_proxy: bool = False

    def get(self, name: str) -> Question:
        """Return a question; 404 when there is none of this name."""
        if name not in QUESTIONS:
            abort(404)
        return QUESTIONS[name]

    def row(self) -> list[Question]:
        """Return what is asked one after the other."""
        return main_questions(self.seeker)

    def after(self, question: Question) -> str:
        """Return where to go on; back to the end when one answer was to be changed."""
        names = [each.name for each in self.row()]
        if self._is_alone(question) or question.name == names[-1]:
            return self.end
        return self.address(names[names.index(question.name) + 1])

    def before(self, question: Question) -> str:
        """Return where to go back."""
        names = [each.name for each in self.row()]
        if self._is_alone(question) or question.name == names[0]:
            return self.end
        return self.address(names[names.index(question.name) - 1])

    def waiting(self) -> list[Question]:
        """Return what is asked and was not answered yet."""
        return [each for each in self.row() if not each.is_answered(self.seeker)]

    def is_begun(self) -> bool:
        """Return whether more is known than the name and number of signing up."""
        asked = {each.name for each in self.row()} - {"contact"}
        return not asked <= {each.name for each in self.waiting()}

    def first(self) -> str:
        """Return where the questions begin: at the first without an answer."""
        return self.address((self.waiting() or self.row())[0].name)

    def show(
        self, question: Question, form: OtherForm | None = None, wrong: str = ""
    ) -> str:
        """Return the page of a question; with a form that was sent, its mistakes."""
        taps = question.taps(self.today)
        chosen = question.chosen(self.seeker, taps)
        if form is None and question.other is not None:
            form = self._filled(question, taps, chosen)
        row = self.row()
        is_alone = self._is_alone(question)
        return render_template(
            "questions/question.html",
            question=question,
            seeker=self.seeker,
            taps=taps,
            chosen=chosen,
            form=form,
            wrong=wrong,
            is_alone=is_alone,
            number=0 if is_alone else row.index(question) + 1,
            count=len(row),
            before=self.before(question),
            after=self.after(question),
            is_proxy=self.is_proxy,
        )

    def read(self, question: Question) -> dict[str, Any] | ResponseReturnValue:
        """Return what was answered, by column, or the page that says what is wrong."""
        taps = {tap.key: tap for tap in question.taps(self.today)}
        keys = request.form.getlist("choice")
        form = None
        if question.takes_many or request.form.get("by") == WORDS:
            if question.other is None:
                abort(400)
            form = question.other()
            if not form.validate():
                return self.show(question, form), 422
        values = question.values(taps, keys, form)
        if values is None:
            return self.show(question, wrong=_("Please tap one of the answers.")), 422
        return values

    def answers(self) -> list[tuple[Question, object]]:
        """Return every question with its answer in words, "" where there is none."""
        seeker = self.seeker
        return [
            (question, told(question, seeker) if seeker else "")
            for question in QUESTIONS.values()
        ]

    def _filled(
        self, question: Question, taps: Sequence[Tap], chosen: set[str]
    ) -> OtherForm | None:
        if question.other is None:
            return None
        form: OtherForm = question.other(formdata=None)
        seeker = self.seeker
        if seeker is None or not question.is_answered(seeker):
            return form
        if isinstance(form, CertificatesForm):
            keys = {tap.key for tap in taps}
            others = [name for name in seeker.certificates if name not in keys]
            form.certificates.data = "、".join(others)
        elif not chosen and not (self.is_proxy and question.name == "contact"):
            form.show(seeker)
        return form

    def _is_alone(self, question: Question) -> bool:
        names = [each.name for each in self.row()]
        return request.args.get("alone") == "1" or question.name not in names

"""The form of an organizer's questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from projects.enums import QuestionKind
from projects.sheets import Question
from qazvolunteer.core import remembered

LONGEST_TEXT = 500
PREFIX = "question_"
KEY = "answers"


def keep(session: MutableMapping[str, Any], typed: Mapping[str, str]) -> bool:
    """Put answers aside while the person signs in: their session had ended. False when there is nothing to keep."""
    answers = {name: value[:LONGEST_TEXT] for name, value in typed.items() if name.startswith(PREFIX)}
    if answers:
        session[KEY] = answers
    return bool(answers)


class AnswersForm(forms.Form):
    """One field a question, named ``question_<id>``. Yes-or-no is a choice of two, so that "no" is an answer.

    ``session`` may hold answers that were typed before a session ended; they stand in the fields again.
    """

    def __init__(
        self, questions: Iterable[Question], data: Any = None, *, session: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=(session or {}).get(KEY))
        self.questions = list(questions)
        for question in self.questions:
            self.fields[f"{PREFIX}{question.pk}"] = _field(question)

    def answers(self) -> dict[str, str]:
        """What to keep: question id to answer, only what was answered. Call after ``is_valid``."""
        given = {str(question.pk): self.cleaned_data[f"{PREFIX}{question.pk}"] for question in self.questions}
        return {key: value for key, value in given.items() if value}


def fields(questions: Sequence[Question], form: AnswersForm | None, session: Mapping[str, Any]) -> SafeString:
    """The fields of the questions as markup; of ``form`` with what was typed when there is one."""
    if form is None and not session.get(KEY):
        return _empty_fields(tuple(questions))
    return _markup(form or AnswersForm(questions, session=session))


@remembered.pure
def _empty_fields(questions: tuple[Question, ...]) -> SafeString:
    return _markup(AnswersForm(questions))


def _markup(form: AnswersForm) -> SafeString:
    return SafeString("".join(field.as_field_group() for field in form))


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            label=question.label,
            required=question.required,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 2, "cols": 20}),
        )
    if question.kind == QuestionKind.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    else:
        kept, shown = question.kept_choices.splitlines(), question.choices.splitlines()
        choices = list(zip(kept, shown if len(shown) == len(kept) else kept, strict=True))
    return forms.ChoiceField(
        label=question.label, required=question.required, choices=choices, widget=forms.RadioSelect
    )

"""Who comes to a shift: rows for the screen, for paper at the site, and for a spreadsheet.

Paper on a board is read by everybody who passes: it has names and codes, no contact data. The columns of a
spreadsheet are the same whoever signed up and whatever they answered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.cards import place, when
from projects.enums import ADULT_AGE, QuestionKind
from projects.models import Project, ProjectQuestion, Shift
from qazvolunteer.accounts.mailboxes import has_mailbox
from qazvolunteer.accounts.phones import readable
from qazvolunteer.core.table_pdf import Paper
from volunteers import passes
from volunteers.enums import SEAT_HOLDING, SignUpState
from volunteers.models import GuardianConsent, SignUp, full_years

if TYPE_CHECKING:
    from django.db.models import QuerySet


def signups_of(project: Project, shift: Shift | None = None) -> QuerySet[SignUp]:
    """The live sign-ups of a shift, or of all shifts of a project, by shift and name."""
    rows = SignUp.objects.live().filter(shift__project=project)
    if shift is not None:
        rows = SignUp.objects.live().filter(shift=shift)
    return rows.select_related("shift", "volunteer__user").order_by(
        "shift__starts_at", "shift_id", "volunteer__user__last_name", "volunteer__user__first_name", "pk"
    )


def coming_to(shift: Shift) -> QuerySet[SignUp]:
    """Those who have a place, by name."""
    return signups_of(shift.project, shift).filter(state__in=SEAT_HOLDING)


def age_in_words(signup: SignUp) -> str:
    """Exact for the young, whom the organizer must look after; of adults only that they are."""
    return _age_in_words(_age(signup))


def _age(signup: SignUp) -> int | None:
    return signup.volunteer.age_on(timezone.localtime(signup.shift.starts_at).date())


def _age_in_words(age: int | None) -> str:
    if age is None:
        return "–"
    return str(age) if age < ADULT_AGE else f"{ADULT_AGE}+"


def answer_in_words(question: ProjectQuestion, answer: Any) -> str:
    if question.kind == QuestionKind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(answer, str(answer))
    return str(answer)


def paper(shift: Shift) -> Paper:
    """The roster of a shift for the board."""
    project = shift.project
    rows = [
        [str(number), row.volunteer.user.full_name, _minor(row), passes.printed_code(row), "", ""]
        for number, row in enumerate(coming_to(shift), 1)
    ]
    return Paper(
        title=project.title,
        facts=[fact for fact in (when(shift), shift.task, place(project), project.organization.name) if fact],
        head=["№", _("First and last name"), _("Age"), _("Code"), _("Came"), _("Signature")],
        widths=["auto", "1fr", "auto", "auto", "auto", "45mm"],
        rows=rows,
        foot=_("Times are those of %(zone)s. Take this sheet down after the shift.") % {"zone": zone()},
    )


def _minor(signup: SignUp) -> str:
    words = age_in_words(signup)
    return "" if words == f"{ADULT_AGE}+" else words


def zone() -> str:
    """ "Asia/Almaty, UTC+5" """
    offset = timezone.localtime().utcoffset() or dt.timedelta()
    hours = offset.total_seconds() / 3600
    return f"{settings.TIME_ZONE}, UTC{hours:+g}"


def head(questions: list[ProjectQuestion]) -> list[str]:
    """The columns, with the time zone where there is a time."""
    return [
        "№",
        _("Last name"),
        _("First name"),
        _("Age on the day"),
        _("Status"),
        _("Shift begins (%(zone)s)") % {"zone": zone()},
        _("Shift ends (%(zone)s)") % {"zone": zone()},
        _("Task"),
        _("Signed up at (%(zone)s)") % {"zone": zone()},
        _("Phone number"),
        _("E-mail"),
        _("Code"),
        _("Guardian's consent"),
        *(question.label for question in questions),
    ]


def table(project: Project, shift: Shift | None = None) -> tuple[list[str], Iterator[list[object]]]:
    """Head and rows for a spreadsheet, in the active language. Contact data of those who have a place alone.

    The rows come from the database while they are asked for: there may be a hundred thousand.
    """
    questions = list(project.questions.all())
    return head(questions), _lines(signups_of(project, shift), questions)


def _lines(signups: QuerySet[SignUp], questions: list[ProjectQuestion]) -> Iterator[list[object]]:
    agreed = GuardianConsent.objects.filter(volunteer=OuterRef("volunteer"), given_at__isnull=False, withdrawn_at=None)
    found = signups.annotate(agreed=Exists(agreed)).values_list(
        "shift_id",
        "shift__starts_at",
        "shift__ends_at",
        "shift__task",
        "state",
        "created_at",
        "pass_code",
        "volunteer__birth_date",
        "agreed",
        "volunteer__user__last_name",
        "volunteer__user__first_name",
        "volunteer__user__phone",
        "volunteer__user__email",
        *(["answers"] if questions else []),
    )
    states = {state.value: str(state.label) for state in SignUpState}
    consents, here = _consents(), timezone.get_current_timezone()
    present, begins, ends, day = None, "", "", None
    for number, line in enumerate(found.iterator(chunk_size=2000), 1):
        of, starts_at, ends_at, task, state, created_at, code, born, agreed, last, first, phone, email, *answers = line
        if of != present:
            present, begins, ends, day = of, moment(starts_at), moment(ends_at), timezone.localtime(starts_at).date()
        matched = state in SEAT_HOLDING
        age = full_years(born, day)
        yield [
            number,
            last,
            first,
            _age_in_words(age),
            states[state],
            begins,
            ends,
            task,
            _written(created_at.astimezone(here)),
            readable(phone) if matched and phone else "",
            email if matched and has_mailbox(email) else "",
            passes.grouped(code) if matched else "",
            consents[_consent(age, agreed)],
            *(_answer(question, given) for given in answers for question in questions),
        ]


def _answer(question: ProjectQuestion, answers: dict[str, Any]) -> str:
    answer = answers.get(str(question.pk), "")
    return answer_in_words(question, answer) if answer != "" else ""


def needs_guardian(signup: SignUp) -> bool:
    """Whether a guardian must have agreed on the day of the shift."""
    return _consent(_age(signup), False) is not None


def guardian_in_words(signup: SignUp, agreed: bool) -> str:
    """Whether a guardian must have agreed on the day of the shift, and has."""
    return _consents()[_consent(_age(signup), agreed)]


def _consent(age: int | None, agreed: bool) -> bool | None:
    """None where nobody has to agree."""
    return None if age is None or age >= settings.GUARDIAN_CONSENT_AGE else agreed


def _consents() -> dict[bool | None, str]:
    return {None: _("not needed"), True: _("given"), False: _("missing")}


def moment(value: dt.datetime) -> str:
    """ "2026-11-28 09:00": sorted as text it is sorted in time."""
    return _written(timezone.localtime(value))


def _written(local: dt.datetime) -> str:
    return local.isoformat(" ", "minutes")[:16]

"""Organizations and projects in ``/office/``: lists, and a page of each with what a front office may do at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontoffice.halting import lists
from frontoffice.halting.forms import AnswerForm, HaltForm, LiftForm
from frontoffice.office.guard import OfficeRequest, office_page
from organizations import halts, verification
from organizations import permissions as organization_permissions
from organizations.acts import ACTIONS, SENTENCES
from organizations.acts import TONES as ORGANIZATION_TONES
from organizations.enums import OrganizationState
from organizations.halt_models import Halt
from organizations.models import Organization
from projects import moderation
from projects import permissions as project_permissions
from projects.acts import TONES as PROJECT_TONES
from projects.acts import sentence
from projects.enums import ProjectState
from projects.models import Project
from qazvolunteer.core import due_words
from qazvolunteer.core.acts import changes
from qazvolunteer.core.admin_pages import change_url
from qazvolunteer.core.refusals import Refusal

RUNNING = 10


@require_safe
@office_page
def organizations(request: OfficeRequest) -> HttpResponse:
    """``?q= &state= &region= &page=`` narrow the list."""
    found = lists.organizations(request.office, request.GET)
    return render(request, "office/organizations.html", {"found": found, "tones": ORGANIZATION_TONES})


@require_safe
@office_page
def projects(request: OfficeRequest) -> HttpResponse:
    """``?q= &state= &region= &page=`` narrow the list."""
    found = lists.projects(request.office, request.GET)
    return render(request, "office/projects.html", {"found": found, "tones": PROJECT_TONES})


@require_safe
@office_page
def organization(request: OfficeRequest, pk: int) -> HttpResponse:
    return _organization(request, _of_organizations(request, pk))


@require_safe
@office_page
def project(request: OfficeRequest, pk: int) -> HttpResponse:
    return _project(request, _of_projects(request, pk))


@require_POST
@office_page
def suspend(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _of_organizations(request, pk)
    done = _("The organization is suspended. It and everybody with a place were told.")
    return _done(
        request, row, HaltForm(request.POST), "halt_form", lambda **said: verification.suspend(row, **said), done
    )


@require_POST
@office_page
def restore(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _of_organizations(request, pk)
    done = _("The organization is verified again. It and everybody with a place were told.")
    return _done(
        request, row, LiftForm(request.POST), "lift_form", lambda **said: verification.restore(row, **said), done
    )


@require_POST
@office_page
def stop(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _of_projects(request, pk)
    done = _("The project is stopped. The organization and everybody with a place were told.")
    return _done(request, row, HaltForm(request.POST), "halt_form", lambda **said: moderation.stop(row, **said), done)


@require_POST
@office_page
def resume(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _of_projects(request, pk)
    done = _("The project goes on. The organization and everybody with a place were told.")
    return _done(request, row, LiftForm(request.POST), "lift_form", lambda **said: moderation.resume(row, **said), done)


@require_POST
@office_page
def answer(request: OfficeRequest, pk: int) -> HttpResponse:
    """The answer to the appeal of a halt ``pk``."""
    halt = get_object_or_404(Halt.objects.select_related("project"), pk=pk)
    row: Any
    if halt.project is not None:
        row, verb = _of_projects(request, halt.project.pk), moderation.answer_appeal
    else:
        row, verb = _of_organizations(request, halt.organization_id), verification.answer_appeal
    form = AnswerForm(request.POST)
    return _done(request, row, form, "answer_form", lambda **said: verb(halt, **said), _("The appeal is answered."))


def _of_organizations(request: OfficeRequest, pk: int) -> Organization:
    rows = Organization.objects.exclude(state__in=lists.HIDDEN_ORGANIZATIONS).select_related("region", "town")
    return get_object_or_404(request.office.narrowed(rows), pk=pk)


def _of_projects(request: OfficeRequest, pk: int) -> Project:
    rows = Project.objects.exclude(state__in=lists.HIDDEN_PROJECTS)
    related = ("organization__region", "programme", "region", "town")
    return get_object_or_404(request.office.narrowed(rows.select_related(*related)), pk=pk)


def _done(
    request: OfficeRequest, row: Any, form: Any, name: str, verb: Callable[..., object], words: str
) -> HttpResponse:
    """What was written goes to the verb; a refusal stands beside it."""
    if form.is_valid():
        try:
            verb(by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, words)
            return redirect(f"office-{row._meta.model_name}", row.pk)
    page = _project if isinstance(row, Project) else _organization
    return page(request, type(row)._default_manager.select_related(*_RELATED[type(row)]).get(pk=row.pk), **{name: form})


_RELATED: dict[Any, tuple[str, ...]] = {
    Organization: ("region", "town"),
    Project: ("organization__region", "programme", "region", "town"),
}


def _organization(request: OfficeRequest, row: Organization, **forms: Any) -> HttpResponse:
    state = OrganizationState(row.state)
    may = organization_permissions.may_decide(request.user, row)
    halt = halts.standing(row.pk)
    running = Project.objects.filter(organization=row, state__in=[ProjectState.APPROVED, ProjectState.PAUSED])
    context = {
        "organization": row,
        "state": {
            "word": row.get_state_display(),
            "tone": ORGANIZATION_TONES.get(state, ""),
            "words": SENTENCES[state],
        },
        "projects": running.select_related("programme").order_by("-pk")[:RUNNING],
        "history": changes(row.transitions.all(), dict(OrganizationState.choices), ORGANIZATION_TONES, ACTIONS),
        "change_url": change_url(row),
        **_halting(request, row, halt, may, stops=row.is_verified, **forms),
    }
    return render(request, "office/organization.html", context, status=422 if forms else 200)


def _project(request: OfficeRequest, row: Project, **forms: Any) -> HttpResponse:
    state = ProjectState(row.state)
    may = project_permissions.may_review(request.user, row)
    halt = halts.standing(row.organization_id, row.pk)
    taken, waiting = lists.people_in(row)
    context = {
        "project": row,
        "state": {"word": row.get_state_display(), "tone": PROJECT_TONES.get(state, ""), "words": sentence(row)},
        "taken": taken,
        "waiting": waiting,
        "history": changes(row.transitions.all(), dict(ProjectState.choices), PROJECT_TONES),
        "change_url": change_url(row),
        **_halting(request, row, halt, may, stops=state == ProjectState.APPROVED, **forms),
    }
    return render(request, "office/project.html", context, status=422 if forms else 200)


def _halting(
    request: OfficeRequest, row: Any, halt: Halt | None, may: bool, *, stops: bool, **forms: Any
) -> dict[str, Any]:
    """What stands, what stood, and the forms of what may be done now."""
    appealed = halt is not None and halt.state == "appealed"
    own = halt is not None and halt.by_id == request.user.pk
    return {
        "halt": halt,
        "halts": lists.last_halts(row),
        "may": may,
        "halt_form": (forms.get("halt_form") or HaltForm()) if may and stops else None,
        "lift_form": (forms.get("lift_form") or LiftForm()) if may and halt and not appealed else None,
        "answer_form": (forms.get("answer_form") or AnswerForm()) if may and appealed and not own else None,
        "own_decision": appealed and own,
        "answer_left": due_words.words(halt) if halt and appealed else "",
    }

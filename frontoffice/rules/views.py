"""``/office/rules/``: the rules of the republican office, their versions, what they would change, on and off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontoffice.office.guard import OfficeRequest, republican_page
from frontoffice.rules import keeping, words
from frontoffice.rules.forms import MOST, RuleForm, condition_forms, initial
from frontoffice.rules.models import Rule, RuleVersion
from qazvolunteer.core.refusals import Refusal

LINES = 2


@require_safe
@republican_page
def rules(request: OfficeRequest) -> HttpResponse:
    """All of them, with what each says."""
    rows = list(Rule.objects.select_related("in_force").prefetch_related("versions__by"))
    newest = {row.pk: row.versions.all()[0] for row in rows}
    names = words.names_for(list(newest.values()))
    lines = [(row, newest[row.pk], _said(row.in_force or newest[row.pk], names)) for row in rows]
    return render(request, "office/rules.html", {"lines": lines})


@require_safe
@republican_page
def rule(request: OfficeRequest, pk: int) -> HttpResponse:
    """Its versions; ``?version=`` is previewed on what waits, the newest without it."""
    row = get_object_or_404(Rule.objects.select_related("in_force"), pk=pk)
    versions = list(row.versions.select_related("by", "rule__in_force"))
    wanted = request.GET.get("version", "")
    chosen = next((one for one in versions if str(one.number) == wanted), versions[0])
    context = {
        "rule": row,
        "versions": versions,
        "chosen": chosen,
        "said": _said(chosen, words.names_for([chosen])),
        "preview": keeping.preview(chosen),
        "switches": row.switches.select_related("by", "version")[:20],
    }
    return render(request, "office/rule.html", context)


@require_http_methods(["GET", "POST"])
@republican_page
def write(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or a new version of one. The button "one more condition" gives another line and saves nothing."""
    row = get_object_or_404(Rule, pk=pk) if pk else None
    version = row.versions.select_related("rule").first() if row else None
    lines = _lines(request, version)
    more = "more" in request.POST
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, initial=initial(version) if version else None)
    conditions = condition_forms(data, version, lines=lines)
    if data is not None and not more and all([form.is_valid(), *(one.is_valid() for one in conditions)]):
        chosen = [one.condition for one in conditions if one.condition]
        try:
            made = keeping.write(row, by=request.user, conditions=chosen, **form.values)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("Saved. Look at what it would change, then switch it on."))
            return redirect("office-rule", made.rule_id)
    context = {"rule": row, "form": form, "conditions": conditions, "lines": lines, "more": lines < MOST, "quiet": more}
    return render(request, "office/rule_form.html", context, status=422 if data is not None and not more else 200)


@require_POST
@republican_page
def switch_on(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(RuleVersion, rule=pk, number=number)
    return _switch(request, pk, lambda: keeping.switch_on(version, by=request.user), _("The rule is in force."))


@require_POST
@republican_page
def switch_off(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Rule, pk=pk)
    return _switch(request, pk, lambda: keeping.switch_off(row, by=request.user), _("The rule is switched off."))


def _switch(request: OfficeRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, done)
    return redirect("office-rule", pk)


def _lines(request: OfficeRequest, version: RuleVersion | None) -> int:
    """How many conditions are asked for: one more than before when somebody pressed the button."""
    sent = request.POST.get("lines", "")
    if sent.isdecimal():
        return max(1, min(int(sent[:3]) + ("more" in request.POST), MOST))
    return max(LINES, len(version.conditions) + 1 if version else 0)


def _said(version: RuleVersion, names: Any) -> dict[str, Any]:
    return {
        "conditions": [words.condition(one, names) for one in version.conditions],
        "demand": words.demand(version),
        "weight": version.get_weight_display(),
        "sentence": words.sentence(version),
    }

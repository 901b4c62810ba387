"""Why a signal fired: its figures in a sentence, and the threshold they passed in another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontoffice.monitoring.detectors import BY_KIND
from frontoffice.monitoring.enums import SignalKind
from frontoffice.monitoring.models import Signal
from qazvolunteer.core import dates

Words = Callable[[dict[str, Any], dict[str, float]], tuple[str, str]]


def why(signal: Signal) -> str:
    """What the records show, in figures."""
    return _words(signal)[0]


def threshold(signal: Signal) -> str:
    """From which number on it is shown."""
    return _words(signal)[1]


def _words(signal: Signal) -> tuple[str, str]:
    return WORDS[signal.kind](signal.figures, dict(BY_KIND[signal.kind].limits))


def _percent(part: float, whole: float) -> int:
    return round(100 * part / whole) if whole else 0


def _nobody_came(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    return (
        ngettext(
            "%(shifts)d shift had %(people)d people signed up, and nobody is marked as come.",
            "%(shifts)d shifts had %(people)d people signed up, and nobody is marked as come.",
            seen["shifts"],
        )
        % seen,
        _("Shown from one shift with %(people)d people on, three days after its end.") % limits,
    )


def _hours_above_plan(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    told = {
        "hours": dates.hours(seen["minutes"]),
        "planned": dates.hours(seen["planned"]),
        "percent": _percent(seen["minutes"], seen["planned"]),
    }
    return (
        _("%(hours)s are confirmed where the shifts were planned for %(planned)s: %(percent)d %% of the plan.") % told,
        _("Shown from %(percent)d %% of the plan on, if that is %(hours)s more.")
        % {"percent": round(limits["times"] * 100), "hours": dates.hours(int(limits["minutes"]))},
    )


def _shares(sentence: str, limit: str, seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    told = {
        "hours": dates.hours(seen["minutes"]),
        "all": dates.hours(seen["all"]),
        "percent": _percent(seen["minutes"], seen["all"]),
    }
    least = {"hours": dates.hours(int(limits["minutes"])), "percent": round(limits["share"] * 100)}
    return sentence % told, limit % least


def _one_confirmer(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    return _shares(
        _("One person confirmed %(hours)s of %(all)s that no scanner saw: %(percent)d %%."),
        _("Shown from %(hours)s and %(percent)d %% by one person on."),
        seen,
        limits,
    )


def _self_reported(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    return _shares(
        _("%(hours)s of %(all)s are known from the volunteers' own words alone: %(percent)d %%."),
        _("Shown from %(hours)s and %(percent)d %% of all hours on."),
        seen,
        limits,
    )


def _no_shows(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    told = {**seen, "percent": _percent(seen["missed"], seen["all"])}
    return (
        _("%(missed)d of %(all)d people who had a place did not come: %(percent)d %%.") % told,
        _("Shown from %(missed)d people and %(percent)d %% on.")
        % {"missed": limits["missed"], "percent": round(limits["share"] * 100)},
    )


def _reports_overdue(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    day = dates.day(dt.date.fromisoformat(seen["since"]))
    return (
        ngettext(
            "%(reports)d report is missing; it was due on %(day)s.",
            "%(reports)d reports are missing; the first was due on %(day)s.",
            seen["reports"],
        )
        % {"reports": seen["reports"], "day": day},
        _("Shown from one report on that is two weeks late."),
    )


def _sudden_cancellations(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    return (
        ngettext(
            "%(shifts)d shift was cancelled less than 24 hours before its start; %(people)d people had a place.",
            "%(shifts)d shifts were cancelled less than 24 hours before their start; %(people)d people had a place.",
            seen["shifts"],
        )
        % seen,
        _("Shown from %(shifts)d such shifts within thirty days on.") % limits,
    )


def _complaints(seen: dict[str, Any], limits: dict[str, float]) -> tuple[str, str]:
    sentence = ngettext(
        "%(concerns)d concern was reported.", "%(concerns)d concerns were reported.", seen["concerns"]
    ) % {"concerns": seen["concerns"]}
    if seen["danger"]:
        sentence += " " + ngettext("%(danger)d speaks of danger.", "%(danger)d speak of danger.", seen["danger"]) % {
            "danger": seen["danger"]
        }
    return sentence, _("Shown from %(concerns)d concerns within thirty days on; danger at once.") % limits


WORDS: dict[str, Words] = {
    SignalKind.NOBODY_CAME: _nobody_came,
    SignalKind.HOURS_ABOVE_PLAN: _hours_above_plan,
    SignalKind.ONE_CONFIRMER: _one_confirmer,
    SignalKind.SELF_REPORTED: _self_reported,
    SignalKind.NO_SHOWS: _no_shows,
    SignalKind.REPORTS_OVERDUE: _reports_overdue,
    SignalKind.SUDDEN_CANCELLATIONS: _sudden_cancellations,
    SignalKind.COMPLAINTS: _complaints,
}

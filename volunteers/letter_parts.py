"""Parts that letters about a sign-up share: when, where, whom to ask, the pass, and the way out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from projects import cards
from projects.enums import Format
from projects.models import Project, Shift
from qazvolunteer.core import dates
from qazvolunteer.core.addresses import absolute
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.notifications.letters import Fact, Letter, Link, Listing, Notice, Ticket
from volunteers import links, passes
from volunteers.letter_facts import SignUpFacts

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

Span = tuple[dt.datetime, dt.datetime]
MOMENTS = ("starts_at", "ends_at")
DASH = "–"


def named(sentence: str, facts: SignUpFacts) -> str:
    """``sentence`` with the volunteer's first name; without a name, the sentence alone."""
    return named_for(sentence, facts.signup.volunteer.user)


def named_for(sentence: str, person: User) -> str:
    """The same for any person."""
    words = (sentence % {"name": person.first_name}).strip(" ,")
    return words[:1].upper() + words[1:]


def is_today(moment: dt.datetime) -> bool:
    return dates.local_date(moment) == timezone.localdate()


def moment(value: dt.datetime) -> str:
    """ "18:00" today, else with its day."""
    return dates.clock(value) if is_today(value) else f"{dates.day(value)}, {dates.clock(value)}"


def short_when(facts: SignUpFacts) -> str:
    """The day alone, for a subject."""
    return cards.when(facts.shift) if facts.shift.flexible else dates.day(facts.shift.starts_at)


def when_and_where(facts: SignUpFacts) -> str:
    """One line for the preview."""
    return f"{cards.when(facts.shift)}. {cards.place(facts.project)}"


def about(facts: SignUpFacts) -> str:
    """What will be done, in the project's own words."""
    return facts.project.summary or facts.project.title


def companions(facts: SignUpFacts) -> str:
    """How many others have a place; nothing when there is nobody yet, or when each works alone."""
    if not facts.companions or facts.project.format == Format.AT_HOME:
        return ""
    return ngettext("%(count)s volunteer comes with you.", "%(count)s volunteers come with you.", facts.companions) % {
        "count": dates.thousands(facts.companions)
    }


def table(
    facts: SignUpFacts, *, before: Span | None = None, texts_before: Mapping[str, str] | None = None
) -> Sequence[Fact]:
    """Day, time, place, the way there, whom to ask. ``before`` and ``texts_before`` show what a change replaced."""
    old = texts_before or {}
    shift, project = facts.shift, facts.project
    return [
        *short_table(facts, before=before),
        *(
            [Fact(_("Task"), shift.task, before=old.get("task", ""), lang=shown_language(shift, "task"))]
            if shift.task
            else []
        ),
        *([Fact(_("Your role"), str(facts.signup.role))] if facts.signup.role else []),
        _place(project, old.get("place", "")),
        *(
            [Fact(_("How to get there"), project.directions, lang=shown_language(project, "directions"))]
            if project.directions
            else []
        ),
        *(
            [Fact(_("Ask for"), project.contact_name, note=project.organization.name)]
            if project.contact_name
            else [Fact(_("Organizer"), project.organization.name)]
        ),
    ]


def short_table(facts: SignUpFacts, *, before: Span | None = None) -> list[Fact]:
    """The project and when it is."""
    shift, project = facts.shift, facts.project
    head = Fact(
        _("Project"),
        project.title,
        link=Link(_("See the project"), absolute(project.get_absolute_url())),
        lang=shown_language(project, "title"),
    )
    if shift.flexible:
        old = _("Any time until %(date)s") % {"date": dates.date(before[1])} if before else ""
        return [head, Fact(_("When"), cards.when(shift), before=_unless_same(old, cards.when(shift)))]
    if dates.local_date(shift.starts_at) != dates.local_date(shift.ends_at):
        old = dates.span(*before) if before else ""
        return [head, Fact(_("When"), cards.when(shift), before=_unless_same(old, cards.when(shift)))]
    day, time = dates.day(shift.starts_at, long=True), dates.clock_span(shift.starts_at, shift.ends_at)
    old_day, old_time = (dates.day(before[0], long=True), dates.clock_span(*before)) if before else ("", "")
    return [
        head,
        Fact(_("Day"), day, before=_unless_same(old_day, day)),
        Fact(_("Time"), time, before=_unless_same(old_time, time)),
    ]


def in_words(value: Any) -> str:
    """What a change holds of one side: words by language, an age, or words as they are."""
    if isinstance(value, Mapping):
        return str(value.get(get_language() or "") or next((words for words in value.values() if words), ""))
    if isinstance(value, int):
        return _("From %(age)d years") % {"age": value} if value else _("Any age")
    return str(value)


def changed_conditions(changes: Mapping[str, Sequence[Any]]) -> list[Fact]:
    """Who may come, and what to know, where these have changed."""
    labels = {"min_age": _("Age"), "needs": _("Good to know")}
    return [
        Fact(label, in_words(changes[name][1]) or DASH, before=in_words(changes[name][0]))
        for name, label in labels.items()
        if name in changes
    ]


def changed_lines(shift: Shift, changes: Mapping[str, Sequence[Any]]) -> list[Fact]:
    """All that has changed of a shift and its project since somebody signed up, before and now."""
    lines = []
    old = {name: dt.datetime.fromisoformat(changes[name][0]) for name in MOMENTS if name in changes}
    if old:
        before = dates.span(old.get("starts_at", shift.starts_at), old.get("ends_at", shift.ends_at))
        lines.append(Fact(_("When"), cards.when(shift), before=before))
    if "place" in changes:
        lines.append(Fact(_("Place"), in_words(changes["place"][1]), before=in_words(changes["place"][0])))
    return [*lines, *changed_conditions(changes)]


def _unless_same(before: str, now: str) -> str:
    return "" if before == now else before


def _place(project: Project, before: str) -> Fact:
    where = project.town or project.district or project.region
    if project.format != Format.ON_SITE or not project.place:
        return Fact(_("Place"), cards.place(project), before=before, link=_map(project))
    return Fact(
        _("Place"),
        project.place,
        note=where.name,
        before=before,
        link=_map(project),
        lang=shown_language(project, "place"),
    )


def _map(project: Project) -> Link | None:
    if project.format != Format.ON_SITE or project.latitude is None or project.longitude is None:
        return None
    at = f"{project.latitude}/{project.longitude}"
    address = f"https://www.openstreetmap.org/?mlat={project.latitude}&mlon={project.longitude}#map=16/{at}"
    return Link(_("See on the map"), address)


def calendar_button(facts: SignUpFacts) -> Link:
    return Link(_("Add to my calendar"), links.calendar_link(facts.signup))


def to_bring(facts: SignUpFacts) -> Listing | None:
    lines = [item.text for item in facts.to_bring if item.text]
    return Listing(_("Bring with you"), lines) if lines else None


def cannot_come(facts: SignUpFacts) -> Notice:
    """The way out of a confirmed place: always there, never hidden."""
    waiting = facts.shift.waiting
    if waiting:
        sentence = ngettext(
            "Withdraw, and the place goes to the person who is waiting for it.",
            "Withdraw, and the place goes to one of the %(count)s people who are waiting for it.",
            waiting,
        ) % {"count": dates.thousands(waiting)}
    else:
        sentence = _("Withdraw, and somebody else can take the place.")
    return Notice(_("You cannot come?"), sentence, Link(_("Withdraw from the shift"), links.signup_link(facts.signup)))


def changed_your_mind(facts: SignUpFacts) -> Notice:
    """The way out of what is not confirmed yet."""
    return Notice(_("You changed your mind?"), link=Link(_("Withdraw from the shift"), links.signup_link(facts.signup)))


def full_letter(facts: SignUpFacts, *, title: str) -> Letter:
    """Everything that whoever comes needs: the table, the pass, the calendar, what to bring, the way out."""
    signup = facts.signup
    return Letter(
        title=title,
        preview=when_and_where(facts),
        lead=[" ".join(sentence for sentence in (about(facts), companions(facts)) if sentence)],
        facts=table(facts),
        ticket=Ticket(passes.address(signup), signup.pass_code),
        button=calendar_button(facts),
        second=Link(_("See my sign-up"), links.signup_link(signup)),
        listing=to_bring(facts),
        notice=cannot_come(facts),
        other_language=links.in_another_language(signup),
    )

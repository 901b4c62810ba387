"""Projects, their lists, questions and shifts as rows, with the records of every review."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from frontoffice.demo import planning, rows, texts
from frontoffice.demo.organizers import Organizers
from frontoffice.demo.plans import APPROVED
from frontoffice.demo.world import Geography, ProjectPlan, ShiftPlan, Wish
from projects.enums import ADULT_AGE, TRANSITIONS, ItemSection, ProjectState, QuestionKind
from projects.models import (
    Programme,
    Project,
    ProjectItem,
    ProjectQuestion,
    ProjectTransition,
    Shift,
    Skill,
)
from projects.records import SeatsRecord

DRAFT = str(ProjectState.DRAFT)
# From action to action, by the state it ends in.
PATHS: dict[str, tuple[str, ...]] = {
    DRAFT: (),
    str(ProjectState.SUBMITTED): ("submit",),
    str(ProjectState.NEEDS_WORK): ("submit", "return"),
    str(ProjectState.REFUSED): ("submit", "refuse"),
    APPROVED: ("submit", "approve"),
    str(ProjectState.COMPLETED): ("submit", "approve", "complete"),
    str(ProjectState.EXPIRED): ("submit", "approve", "expire"),
    str(ProjectState.CANCELLED): ("submit", "approve", "cancel"),
}
LONGER = ("submit", "return")
NOTES = {"return": "project_needs_work", "refuse": "project_refusals", "approve": "approval_notes"}
REVIEW = frozenset({"return", "refuse", "approve"})
BY_ITSELF = frozenset({"complete", "expire"})
SECTIONS = (("needs", ItemSection.NEED), ("bring", ItemSection.BRING), ("given", ItemSection.GIVEN))
# Approved, and yet not in the catalogue; in it, and yet not taking people.
HIDDEN, CLOSED = 4, 4
LOWERED_REASON = "Залды ауыстырды, жаңа бөлмеге аз адам сыяды."


class Publisher:
    def __init__(self, chance: random.Random, wish: Wish, places: Geography, organizers: Organizers) -> None:
        self.chance, self.wish, self.places, self.organizers = chance, wish, places, organizers
        self.slugs: Counter[str] = Counter()
        self.skills = dict(Skill.objects.values_list("slug", "pk"))
        self.programmes = dict(Programme.objects.values_list("slug", "pk"))

    def hide_some(self, plans: list[ProjectPlan], showcase: str) -> None:
        """A few approved projects wait for their organization to publish them."""
        quiet = [plan for plan in plans if plan.state == APPROVED and plan.shifts[0].starts_at > self.wish.now]
        busy = Counter(plan.region for plan in quiet)
        quiet = [plan for plan in quiet if plan.host.slug != showcase and busy[plan.region] > 3]
        for plan in self.chance.sample(quiet, min(len(quiet), self.wish.many(HIDDEN))):
            plan.published_at = None

    def close_some(self, plans: list[ProjectPlan]) -> set[int]:
        """Projects in the catalogue that take nobody at present, by id."""
        shown = [plan for plan in plans if plan.state == APPROVED and plan.published_at]
        return {plan.id for plan in self.chance.sample(shown, self.wish.many(CLOSED))}

    def write_projects(self, plans: list[ProjectPlan], closed: set[int]) -> None:
        """Projects with lists, questions and review records; the questions' ids go into the plans."""
        rows.copy(Project, [self._project(plan, plan.id not in closed) for plan in plans])
        rows.copy(Project.skills.through, (row for plan in plans for row in self._skills(plan)))
        rows.copy(ProjectItem, (item for plan in plans for item in _items(plan)))
        planning.write_outcomes(plans)
        asked = [(plan, question) for plan in plans for question in plan.text["questions"]]
        ids = rows.take_ids(ProjectQuestion, len(asked))
        for (plan, question), question_id in zip(asked, ids, strict=True):
            plan.questions.append((question_id, question))
        rows.copy(ProjectQuestion, (row for plan in plans for row in _questions(plan)))
        rows.copy(ProjectTransition, (row for plan in plans for row in self._review(plan)))

    def _project(self, plan: ProjectPlan, is_open: bool) -> dict[str, Any]:
        text, chance = plan.text, self.chance
        town = self.places.by_kato[plan.town] if plan.town else None
        district = town.district_id if town else None
        if town and self.places.is_city(plan.region):
            district = chance.choice(self.places.city_districts[plan.region] or [None])
        hints = text["place_hints"]
        if town and town.kind not in ("village", "settlement"):
            hints = [hint for hint in hints if not hint["ru"].startswith("Сельск")] or hints
        contact = chance.choice(plan.host.staff)
        return {
            "id": plan.id,
            "organization_id": plan.host.id,
            "programme_id": self.programmes[plan.programme],
            "kind": text["kind"],
            "format": text["format"],
            "slug": self._slug(plan),
            **rows.translated("title", text["title"]),
            **rows.translated("summary", text["summary"]),
            **rows.translated("description", text["description"]),
            "region_id": plan.region,
            "district_id": district,
            "town_id": plan.town,
            **rows.translated("place", chance.choice(hints)),
            "latitude": self._near(town.latitude, town.population) if town else None,
            "longitude": self._near(town.longitude, town.population) if town else None,
            "min_age": max(text["min_age"], ADULT_AGE if text["risk_tags"] else 0),
            "risk_tags": text["risk_tags"],
            "languages": text["languages"],
            "accessible": text["accessible"],
            "needs_approval": text["approval"],
            "contact_name": contact.first_name,
            "cover": chance.randint(1, 3),
            "state": plan.state,
            "published_at": plan.published_at,
            "signups_open": is_open,
            "created_at": plan.created_at,
        }

    def _skills(self, plan: ProjectPlan) -> Iterator[dict[str, Any]]:
        for slug in plan.text["skills"]:
            yield {"project_id": plan.id, "skill_id": self.skills[slug]}

    def _slug(self, plan: ProjectPlan) -> str:
        place = self.places.by_kato[plan.town].slug if plan.town else self.places.regions[plan.region].slug
        slug = f"{plan.text['key']}-{place}"[:90]
        self.slugs[slug] += 1
        return slug if self.slugs[slug] == 1 else f"{slug}-{self.slugs[slug]}"

    def _near(self, centre: Decimal | None, population: int | None) -> Decimal | None:
        """Some streets away from the middle of the town."""
        if centre is None:
            return None
        reach = min(0.045, 0.004 + (population or 0) / 40_000_000)
        return centre + Decimal(f"{self.chance.uniform(-reach, reach):.5f}")

    def _review(self, plan: ProjectPlan) -> Iterator[dict[str, Any]]:
        path = PATHS[plan.state]
        if len(path) > 1 and "approve" in path and self.chance.random() < 0.25:
            path = LONGER + path
        now = self.wish.now
        moment, state = plan.created_at, DRAFT
        limit = plan.published_at or now - dt.timedelta(hours=1)
        steps = sum(1 for action in path if action not in BY_ITSELF and action != "cancel")
        for action in path:
            before, state = state, TRANSITIONS.target(action, state)
            if action in BY_ITSELF:
                moment = min(now, max(shift.ends_at for shift in plan.shifts) + dt.timedelta(minutes=37))
            elif action == "cancel":
                moment = max(shift.cancelled_at or now for shift in plan.shifts)
            else:
                moment += (limit - moment) * self.chance.uniform(0.3, 0.9) / steps
                moment = moment.replace(microsecond=0)
            yield {
                "subject_id": plan.id,
                "action": action,
                "from_state": before,
                "to_state": state,
                "reason": self._reason(plan, action),
                "by_id": self._actor(plan, action),
                "at": moment,
            }
        if state != plan.state:
            raise ValueError(f"No way to {plan.state}.")

    def _reason(self, plan: ProjectPlan, action: str) -> str:
        if action == "cancel":
            return next((shift.cancel_reason for shift in plan.shifts if shift.cancel_reason), "")
        if action not in NOTES or (action == "approve" and self.chance.random() < 0.5):
            return ""
        return self.chance.choice(texts.phrases(NOTES[action]))[plan.host.owner.language]

    def _actor(self, plan: ProjectPlan, action: str) -> int | None:
        if action in BY_ITSELF:
            return None
        return (self.organizers.coordinators[plan.region] if action in REVIEW else plan.host.owner).id


def write_shifts(shifts: list[ShiftPlan], lowered: Mapping[int, tuple[int, dt.datetime]], now: dt.datetime) -> None:
    """Shifts with their final counters. ``lowered``: shift id to its former seats and when they were changed."""
    roles, minimum = planning.with_roles(shifts, now), planning.with_minimum(shifts)
    rows.copy(
        Shift,
        (
            {
                "id": shift.id,
                "project_id": shift.project.id,
                **rows.translated("task", shift.task),
                "starts_at": shift.starts_at,
                "ends_at": shift.ends_at,
                "flexible": shift.flexible,
                "seats": shift.seats,
                "seats_taken": shift.taken,
                "waiting": shift.waiting,
                "overfill": shift.overfill,
                "min_people": minimum.get(shift.id, 0),
                "has_roles": shift.id in roles,
                "cancelled_at": shift.cancelled_at,
                "cancel_reason": shift.cancel_reason,
            }
            for shift in shifts
        ),
    )
    rows.copy(
        SeatsRecord,
        (
            {
                "shift_id": shift.id,
                "from_seats": lowered[shift.id][0],
                "to_seats": shift.seats,
                "overfill": shift.overfill,
                "reason": LOWERED_REASON,
                "by_id": shift.project.host.owner.id,
                "at": lowered[shift.id][1],
            }
            for shift in shifts
            if shift.id in lowered
        ),
    )
    planning.write_roles(roles)


def _items(plan: ProjectPlan) -> Iterator[dict[str, Any]]:
    for name, section in SECTIONS:
        for position, line in enumerate(plan.text[name]):
            yield {
                "project_id": plan.id,
                "section": str(section),
                "icon": line["icon"],
                **rows.translated("text", line),
                "position": position,
            }
    for position, line in enumerate(plan.text["day_plan"]):
        yield {
            "project_id": plan.id,
            "section": str(ItemSection.DAY),
            "icon": "",
            **rows.translated("text", line),
            "offset_minutes": line["offset_minutes"],
            "position": position,
        }


def _questions(plan: ProjectPlan) -> Iterator[dict[str, Any]]:
    for position, (question_id, question) in enumerate(plan.questions):
        choices = {
            language: "\n".join(choice[language] for choice in question["choices"]) for language in rows.LANGUAGES
        }
        yield {
            "id": question_id,
            "project_id": plan.id,
            "kind": str(QuestionKind(question["kind"])),
            **rows.translated("label", question["label"]),
            **rows.translated("choices", choices),
            "required": question["required"],
            "position": position,
        }

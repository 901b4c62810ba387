"""What an organizer may write: variables in braces, and texts to begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from projects import cards
from projects.models import Shift
from qazvolunteer.accounts.enums import Language
from volunteers.models import OrganizerMessage

VARIABLES = {
    "name": _("the reader's first name"),
    "project": _("the project's title"),
    "shift": _("the day and the time of the shift"),
    "place": _("where it is"),
    "organization": _("the name of your organization"),
}
VARIABLE = re.compile(r"\{(\w+)\}")
FIELDS = tuple(f"{name}_{language}" for name in ("subject", "body") for language in Language.values)


@dataclass(frozen=True)
class Beginning:
    """A text to begin with, by its name in the address."""

    name: str
    label: str
    subject: str
    body: str


BEGINNINGS = (
    Beginning(
        "bring",
        gettext_noop("What to know before the shift"),
        gettext_noop("Before the shift: {project}"),
        gettext_noop(
            "Hello, {name}!\n\nWe meet here: {place}, {shift}. Please wear comfortable shoes and bring some water.\n\n"
            "{organization}"
        ),
    ),
    Beginning(
        "changed",
        gettext_noop("Something has changed"),
        gettext_noop("News about the shift: {project}"),
        gettext_noop(
            "Hello, {name}!\n\nSomething has changed in the plan of {shift}. Please read on the project's page what is "
            "new.\n\n{organization}"
        ),
    ),
    Beginning(
        "thanks",
        gettext_noop("Thank you"),
        gettext_noop("Thank you: {project}"),
        gettext_noop("Hello, {name}!\n\nThank you for coming. With you it was easier.\n\n{organization}"),
    ),
)


def beginning(name: str) -> dict[str, str]:
    """The subject and the text called ``name``, in every language; nothing for an unknown name."""
    found = next((one for one in BEGINNINGS if one.name == name), None)
    texts: dict[str, str] = {}
    for language in Language.values:
        with translation.override(language):
            if found is not None:
                texts[f"subject_{language}"], texts[f"body_{language}"] = now(found.subject), now(found.body)
    return texts


def unknown_variables(text: str) -> list[str]:
    """Words in braces that stand for nothing."""
    return [f"{{{name}}}" for name in VARIABLE.findall(text) if name not in VARIABLES]


def values_for(message: OrganizerMessage, shift: Shift, first_name: str) -> dict[str, str]:
    """What the variables stand for, in the active language."""
    return {
        "name": first_name,
        "project": message.project.title,
        "shift": cards.when(shift),
        "place": cards.place(message.project),
        "organization": message.organization.name,
    }


def filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its variables replaced; a greeting without a name loses the comma before it."""
    if not values.get("name"):
        text = re.sub(r",\s*\{name\}", "", text)
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]

"""What every installation begins with: directions, a campaign, international partners; skills; project templates."""

from __future__ import annotations

import json
from pathlib import Path

from organizations.models import Organization
from projects.models import Programme, ProjectTemplate, Skill
from qazvolunteer.core import reference_tables
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.reference_tables import Loaded

DATA = Path(__file__).parent / "data"


def load(file: Path = DATA / "programmes.csv") -> list[Loaded]:
    """Programmes and skills by slug. Staff may add others; those are left alone. Partners must be loaded before."""
    partners = dict(Organization.objects.values_list("slug", "pk"))
    rows = []
    for texts in reference_tables.read(file):
        numbers = [int(number) for number in texts.pop("sdgs").split()]
        partner = texts.pop("partner")
        values = reference_tables.typed(Programme, texts)
        values["search_text"] = searchable(*Programme(**values).names())
        rows.append({**values, "sdgs": numbers, "partner_id": partners[partner] if partner else None})
    skills = [reference_tables.typed(Skill, texts) for texts in reference_tables.read(DATA / "skills.csv")]
    return [
        reference_tables.load(Programme, rows, dataset="programmes", key="slug"),
        reference_tables.load(Skill, skills, dataset="skills", key="slug"),
        load_templates(),
    ]


def load_templates(file: Path = DATA / "templates.json") -> Loaded:
    """Two templates a direction. The head office may add others, and stop offering any."""
    programmes = dict(Programme.objects.values_list("slug", "pk"))
    rows = json.loads(file.read_text(encoding="utf-8"))
    templates = [{**row, "programme_id": programmes[row["programme"]]} for row in rows]
    for template in templates:
        del template["programme"]
    return reference_tables.load(ProjectTemplate, templates, dataset="project templates", key="slug")

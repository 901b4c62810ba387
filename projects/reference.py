"""What every installation begins with: seven directions, a campaign, three international partners; skills."""

from __future__ import annotations

from pathlib import Path

from organizations.models import Organization
from projects.models import Programme, Skill
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
    ]

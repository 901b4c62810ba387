"""A new project: the address it gets."""

from __future__ import annotations

from django.utils.text import slugify

from projects.models import Project
from qazvolunteer.core.folding import fold
from qazvolunteer.core.secret_codes import new_code

LENGTH = 80
# Pages of the catalogue that stand where a project would.
TAKEN = frozenset({"map", "calendar"})


def free_address(project: Project) -> str:
    """The title in Latin letters, with a short code where that is taken: "spring-clean-up", "spring-clean-up-k3f9"."""
    title = project.title_en or fold(project.title_ru or project.title_kk or "")
    base = slugify(title)[:LENGTH].strip("-") or "project"
    address = base
    while address in TAKEN or Project.objects.filter(slug=address).exists():
        address = f"{base}-{new_code().lower()[:4]}"
    return address

"""All reference data of an installation, floor by floor, and the twenty-one front offices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from frontoffice.models import Office
from organizations import reference as organizations
from projects import reference as projects
from projects import search
from qazvolunteer.accounts import consent_texts
from qazvolunteer.accounts.models import User
from qazvolunteer.core import reference_tables, search_columns
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.reference_tables import Loaded
from qazvolunteer.places import reference as places
from qazvolunteer.places.models import LANGUAGES

FILE = Path(__file__).parent / "data" / "offices.csv"


def load_offices(file: Path = FILE) -> list[Loaded]:
    """The republican office (no region) and one office a region. What its own people described stays."""
    rows = [reference_tables.typed(Office, row) for row in reference_tables.read(file)]
    described = set(Office.objects.exclude(described_at=None).values_list("region_id", flat=True))
    for row in rows:
        if row["region_id"] in described:
            for code in LANGUAGES:
                del row[f"address_{code}"]
    return [reference_tables.load(Office, rows, dataset="front offices", key="region_id")]


def load_consent_texts() -> list[Loaded]:
    """New versions only: a published text is never edited."""
    added = consent_texts.load()
    return [Loaded("consent texts", rows=len(consent_texts.index()), added=["new version"] * added)]


def fold_names_of_people() -> list[Loaded]:
    """People who registered before names were folded are found by theirs too."""
    unknown = User.objects.filter(search_text="").exclude(first_name="", last_name="")
    written = search_columns.write(unknown, lambda person: searchable(person.first_name, person.last_name))
    return [Loaded("folded names of people", rows=written, added=["folded name"] * written)]


STEPS: tuple[Callable[[], list[Loaded]], ...] = (
    places.load,
    organizations.load,
    projects.load,
    load_offices,
    load_consent_texts,
    fold_names_of_people,
    search.load,
)


def load() -> Iterator[Loaded]:
    """Load every dataset, one transaction each, lower floors first. Yields what each changed."""
    for step in STEPS:
        yield from step()

"""The country's regions, districts and towns out of the files in ``data/``.

Sources: the classifier of administrative units (KATO) of 17 July 2026; coordinates and the population of towns from
GeoNames (CC BY 4.0); population of regions by the Bureau of National Statistics. ``other_names.csv`` holds names that
left the map and are still said.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from qazvolunteer.core import reference_tables
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.kazakh_order import sort_key
from qazvolunteer.core.reference_tables import Loaded
from qazvolunteer.places.models import District, Place, Region, Town

DATA = Path(__file__).parent / "data"
DATASETS: tuple[tuple[type[Place], str], ...] = ((Region, "regions"), (District, "districts"), (Town, "towns"))


def load(folder: Path = DATA) -> list[Loaded]:
    """Bring the three tables to what the files say. A unit that left its file is retired, never deleted."""
    others: dict[str, list[str]] = defaultdict(list)
    for row in reference_tables.read(folder / "other_names.csv"):
        others[row["kato"]].append(row["name"])
    return [_load(model, dataset, folder, others) for model, dataset in DATASETS]


def _load(model: type[Place], dataset: str, folder: Path, others: dict[str, list[str]]) -> Loaded:
    rows = [reference_tables.typed(model, row) for row in reference_tables.read(folder / f"{dataset}.csv")]
    for row in rows:
        row["sort_key"] = sort_key(row["name_kk"])
        row["other_names"] = ", ".join(others.get(row["kato"], ()))
        row["search_text"] = searchable(*model(**row).names())
    return reference_tables.load(model, rows, dataset=dataset, key="kato", retires=True)

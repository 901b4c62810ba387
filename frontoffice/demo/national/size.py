"""How large the country is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from frontoffice.demo.world import FEWEST_PROJECTS

ORGANIZATIONS, PROJECTS, SHIFTS = 3_500, 20_000, 60_000
VOLUNTEERS, SIGNUPS = 1_000_000, 2_000_000
# More projects than the country has show how lists grow; people are not what such a set is for.
FEW_VOLUNTEERS, FEW_SIGNUPS = 200_000, 400_000
# The small demonstration is part of every larger one.
FEWEST, MOST = FEWEST_PROJECTS * 2, 500_000


@dataclass(frozen=True)
class Size:
    """What is wanted in all."""

    organizations: int
    projects: int
    shifts: int
    volunteers: int
    signups: int

    @classmethod
    def of(cls, projects: int = PROJECTS) -> Self:
        """Everything in the proportion of the country, which has 20,000 projects."""
        part = projects / PROJECTS
        if part <= 1:
            return cls(
                round(ORGANIZATIONS * part),
                projects,
                round(SHIFTS * part),
                round(VOLUNTEERS * part),
                round(SIGNUPS * part),
            )
        return cls(round(ORGANIZATIONS * part**0.5), projects, round(SHIFTS * part), FEW_VOLUNTEERS, FEW_SIGNUPS)

"""What a measure found, and how a person and a machine read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


class Unable(Exception):  # noqa: N818 - told as one sentence, like a Failure of the launcher
    """The bench cannot go on. Its text is one whole sentence."""


@dataclass(frozen=True)
class Result:
    """One line of the table. ``better`` is ``higher`` or ``lower``; ``method`` says how it was found, in figures."""

    measure: str
    value: float
    unit: str
    target: float
    better: str
    method: str

    @property
    def holds(self) -> bool:
        return self.value >= self.target if self.better == "higher" else self.value <= self.target

    def line(self) -> str:
        """The result as one JSON object."""
        shown = {
            "measure": self.measure,
            "value": round(self.value, 4),
            "unit": self.unit,
            "target": self.target,
            "better": self.better,
            "holds": self.holds,
            "method": self.method,
        }
        return json.dumps(shown, ensure_ascii=False)


def write(text: str, file: Path) -> None:
    """Written whole or not at all."""
    partial = file.with_name(file.name + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(file)


def lines(results: list[Result]) -> str:
    """All results, one JSON object a line."""
    return "".join(result.line() + "\n" for result in results)


def table(results: list[Result]) -> str:
    """The results as lines for a terminal."""
    rows = [("", "measure", "value", "target", "how")]
    for result in results:
        sign = "≥" if result.better == "higher" else "≤"
        rows.append(
            (
                "✓" if result.holds else "✗",
                result.measure,
                f"{number(result.value)} {result.unit}".strip(),
                f"{sign} {number(result.target)}",
                result.method,
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    )


def markdown(results: list[Result]) -> str:
    """The results as a table of docs/performance.md."""
    lines = ["| Row | Value | Target | Holds | How |", "|---|---|---|---|---|"]
    for result in results:
        sign = "≥" if result.better == "higher" else "≤"
        value = f"{number(result.value)} {result.unit}".strip()
        holds = "yes" if result.holds else "**no**"
        lines.append(f"| `{result.measure}` | {value} | {sign} {number(result.target)} | {holds} | {result.method} |")
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Three figures that matter."""
    if value == int(value):
        return f"{int(value)}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"

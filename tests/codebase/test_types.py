"""The rules that must never break are typed strictly."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def strict_modules() -> list[str]:
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    return next(row["module"] for row in overrides if row.get("strict"))


def test_mypy_is_content_with_the_core_rules(tmp_path: Path) -> None:
    files = [f"{module.replace('.', '/')}.py" for module in strict_modules()]
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", f"--cache-dir={tmp_path}", *files]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr

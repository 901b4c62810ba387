"""Free space, asked before anything is begun."""

from __future__ import annotations

import shutil
from pathlib import Path

from launcher.failure import Failure

MEGABYTE = 1024 * 1024


def existing_parent(folder: Path) -> Path:
    """``folder`` itself or the nearest parent that is there already."""
    while not folder.exists():
        folder = folder.parent
    return folder


def require(needs: list[tuple[Path, int]]) -> None:
    """Check that each folder's disk has the megabytes asked of it; folders on one disk add up.

    Raises Failure with one sentence that names the folder, what is free and what is needed.
    """
    by_disk: dict[int, tuple[Path, int]] = {}
    for folder, megabytes in needs:
        place = existing_parent(folder)
        disk = place.stat().st_dev
        first, sum_so_far = by_disk.get(disk, (folder, 0))
        by_disk[disk] = (first, sum_so_far + megabytes)
    for folder, megabytes in by_disk.values():
        free = shutil.disk_usage(existing_parent(folder)).free // MEGABYTE
        if free < megabytes:
            raise Failure(
                f"The disk that holds {folder} has {free} MB free and {megabytes} MB are needed: "
                "free some space, or choose a folder on another disk with --data-dir, and start again."
            )

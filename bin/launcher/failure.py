"""What went wrong, as one sentence a person can act on."""

from __future__ import annotations

import errno
import re
import sys


class Failure(Exception):  # noqa: N818
    """The command cannot go on. Its text is one whole sentence (or two) that says what to do."""


NAMED = re.compile(r"^(?:[\w.]+\.)?(?P<error>ImproperlyConfigured|OperationalError|CommandError): (?P<words>.+)$")
TOLD_AS = {
    "ImproperlyConfigured": "{}",
    "CommandError": "{}",
    "OperationalError": "The database cannot be used: {}",
}
FULL = "The disk is full{where}: free some space, or choose a folder on another disk with --data-dir, and start again."


def sentence_for(problem: OSError) -> str:
    """The sentence for an error of the operating system: full disk, foreign files, anything else."""
    where = f" ({problem.filename})" if problem.filename else ""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return FULL.format(where=where)
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"{problem.filename or 'A file'} cannot be written by this user: start as the user who owns the folder, "
            "or choose another folder with --data-dir."
        )
    return f"The operating system refused: {problem.strerror or problem}{where}."


def explain(what: str, output: str) -> Failure:
    """A failure of a child process: a known cause by its own sentence, otherwise ``what`` and its last words."""
    if "No space left on device" in output or "Disk quota exceeded" in output or "[Errno 28]" in output:
        return Failure(FULL.format(where=""))
    for line in reversed(output.splitlines()):
        named = NAMED.match(line.strip())
        if named:
            return Failure(TOLD_AS[named["error"]].format(named["words"]))
    lines = [line for line in output.strip().splitlines() if line.strip()]
    if not lines:
        return Failure(what)
    return Failure(what + "\n" + "\n".join(f"    {line}" for line in lines[-15:]))


def tell(sentence: str) -> int:
    """Print the sentence to standard error and return the exit code of a failure."""
    sys.stdout.flush()
    print(sentence, file=sys.stderr, flush=True)
    return 1

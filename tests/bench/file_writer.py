"""Run as a program: one file with sign-ups, written. ``python -m tests.bench.file_writer product|bare ID``.

``product`` is the task that workers run, for the file ``ID`` that waits. ``bare`` lets the database write the same rows
of the project ``ID``, in the same order and as they stand, into a file on the disk. Prints seconds and the peak in MB.
"""

from __future__ import annotations

import sys
import tempfile
import time

BARE = """
    COPY (
        SELECT u.last_name, u.first_name, v.birth_date, s.state, h.starts_at, h.ends_at, h.task, s.created_at, u.phone,
            u.email, s.pass_code, s.answers, EXISTS (
                SELECT FROM volunteers_guardianconsent c
                WHERE c.volunteer_id = v.id AND c.given_at IS NOT NULL AND c.withdrawn_at IS NULL
            )
        FROM volunteers_signup s JOIN projects_shift h ON h.id = s.shift_id
            JOIN volunteers_volunteer v ON v.id = s.volunteer_id JOIN accounts_user u ON u.id = v.user_id
        WHERE h.project_id = {project:d} AND s.state = 'confirmed'
        ORDER BY h.starts_at, h.id, u.last_name, u.first_name, s.id
    ) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def product(pk: int) -> None:
    from volunteers import exports

    exports.make(pk)


def bare(project: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        cursor.copy_expert(BARE.format(project=project), file)


if __name__ == "__main__":
    import os

    import django
    import psutil

    from tests.bench.processes import peak

    django.setup()
    began = time.perf_counter()
    {"product": product, "bare": bare}[sys.argv[1]](int(sys.argv[2]))
    print(time.perf_counter() - began, peak(psutil.Process(os.getpid())))

"""Publishing a version of the open data, once and for good."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from frontoffice.opendata import package
from frontoffice.opendata.models import OpenDataFile, OpenDataVersion

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('frontoffice.open_data'))"


@transaction.atomic
def publish(day: dt.date) -> tuple[OpenDataVersion, bool]:
    """The version of ``day``, and whether the records of now give the bytes that it has.

    A day's first version is kept. What the records say differently later stands in the version of another day.
    Raises ValueError for a day to come.
    """
    if day > timezone.localdate():
        raise ValueError("This day is still to come.")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    files = package.build(day)
    digest = files[-1].digest
    known = OpenDataVersion.objects.filter(day=day).first()
    if known is not None:
        return known, known.digest == digest
    version = OpenDataVersion.objects.create(day=day, through=package.through(day), digest=digest)
    OpenDataFile.objects.bulk_create(
        OpenDataFile(version=version, name=file.name, content=file.content, size=len(file.content), digest=file.digest)
        for file in files
    )
    return version, True


def publish_what_is_due() -> OpenDataVersion | None:
    """The version of the month that is over, unless there is one."""
    today = timezone.localdate()
    if OpenDataVersion.objects.filter(through__gte=package.through(today)).exists():
        return None
    return publish(today)[0]

"""Run as a program: somebody of the republican office asks for a report of last month; prints its number."""

from __future__ import annotations

import datetime as dt
import sys
import uuid
from pathlib import Path

import django

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    django.setup()

from django.utils import timezone

from frontoffice.models import Coordinator, Office
from frontoffice.reports import building
from frontoffice.rollups.periods import Period
from qazvolunteer.accounts.models import User

if __name__ == "__main__":
    office, _made = Office.objects.get_or_create(region=None, defaults={"name": "Office"})
    person = User.objects.create(email=f"{uuid.uuid4().hex}@example.test", first_name="Name", last_name="Surname")
    since = timezone.now() - dt.timedelta(days=1)
    Coordinator.objects.create(user=person, office=office, started_at=since)
    last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    print(building.ask(None, Period.of_month(last.year, last.month), by=person).pk)

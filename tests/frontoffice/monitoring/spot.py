"""A visit whose checklist has two questions, and the notes that a phone sends of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from frontoffice.monitoring import visits
from frontoffice.monitoring.models import Checklist, Visit
from qazvolunteer.accounts.models import User
from tests import builders, doors

QUESTIONS = [
    {"kk": "Аптечка бар ма?", "ru": "Аптечка есть?", "en": "Is there a first-aid kit?"},
    {"kk": "Су бар ма?", "ru": "Вода есть?", "en": "Is there water?"},
]
MINUTE = dt.timedelta(minutes=1)


def planned(by: User, **values: Any) -> Visit:
    if not Visit.objects.exists():
        Checklist.objects.all().delete()
        Checklist.objects.create(version=1, questions=QUESTIONS)
    given = {"basis": "hand", "at": timezone.now() + builders.DAY, "visitors": [by]}
    return visits.plan(values.pop("project", None) or builders.project(), by=by, **{**given, **values})


def note(kind: str, *, ago: dt.timedelta = dt.timedelta(0), **data: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "kind": kind, "at": (timezone.now() - ago).isoformat(), **data}


def answer(number: int, value: str = "yes", words: str = "", **more: Any) -> dict[str, Any]:
    return note("answer", number=number, value=value, note=words, **more)


def finding(text: str = "No gloves.", **more: Any) -> dict[str, Any]:
    given = {"finding": str(uuid.uuid4()), "severity": "serious", "text": text, "demand": "Buy gloves.", "days": 5}
    return note("finding", **{**given, **more})


def post(client: Client, visit: Visit, *notes: dict[str, Any], photo: bytes | None = None) -> HttpResponse:
    path, batch = doors.address("office-visit-notes", visit.pk), {"sent": timezone.now().isoformat(), "marks": notes}
    if photo is None:
        return client.post(path, json.dumps(batch), content_type="application/json")
    return client.post(path, {"batch": json.dumps(batch), "photo": SimpleUploadedFile("photo.jpg", photo)})


def sent(client: Client, visit: Visit, *notes: dict[str, Any], photo: bytes | None = None) -> list[str]:
    """What became of each."""
    return [one["code"] for one in post(client, visit, *notes, photo=photo).json()["verdicts"]]


def picture(place: str = "Almaty") -> bytes:
    """A JPEG that says where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = place
    Image.new("RGB", (640, 480), (20, 120, 90)).save(made, "JPEG", exif=exif)
    return made.getvalue()

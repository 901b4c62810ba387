"""Naming another organization in a form, without a list of all of them: by its BIN or by the address of its page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from organizations.models import Organization


class OrganizationField(forms.CharField):
    """The value is a verified ``Organization``; whoever is not public is not found, whatever the number."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        kwargs.setdefault("widget", UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}))
        kwargs.setdefault("help_text", _("Its BIN, or the address of its public page."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Organization | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        if text.isascii() and text.isdecimal():
            rows = Organization.objects.public().filter(bin=text)
        else:
            rows = Organization.objects.public().filter(slug=urlsplit(text).path.strip("/").rpartition("/")[2])
        found = rows.first()
        if found is None:
            raise ValidationError(_("No verified organization has this BIN or address."), code="unknown")
        return found

"""A field of a form for a picture: drawn anew while the form is read, the present one shown beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qazvolunteer.core import pictures
from qazvolunteer.core.refusals import Refusal


class PictureInput(forms.ClearableFileInput):
    """Shows the present picture (``initial`` is its name) and a box to remove it."""

    template_name = "forms/picture.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": "image/jpeg,image/png,image/webp", **(attrs or {})})

    def is_initial(self, value: Any) -> bool:
        return bool(value) and isinstance(value, str)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["address"] = pictures.address(value) if self.is_initial(value) else ""
        return context


class PictureField(forms.FileField):
    """The value is the name of the picture that was kept; "" to show none any more, None to leave it as it is."""

    widget = PictureInput

    def __init__(self, *, within: pictures.Size, **kwargs: Any) -> None:
        self.within = within
        kwargs.setdefault("help_text", _("JPEG, PNG or WebP, up to 10 MB. What the camera wrote into it is removed."))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> str | None:
        upload = super().clean(data, initial)
        if upload is False:
            return ""
        if not upload or upload is initial:
            return None
        upload.seek(0)
        try:
            return pictures.keep(pictures.redrawn(upload, within=self.within))
        except Refusal as refusal:
            raise ValidationError(f"{refusal.sentence} {refusal.way_out}".strip(), code=refusal.code) from refusal

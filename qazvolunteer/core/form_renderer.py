"""Forms are drawn by our own templates: one look for every field of the site."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FieldRenderer(TemplatesSetting):
    """``{{ form.title.as_field_group }}`` is a field in the site's look; ``{{ form }}`` is all of them."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

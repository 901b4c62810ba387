"""Templates of the head office: what a good project of a programme looks like, to begin from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ProjectTemplate(models.Model):
    """``content`` is a blueprint as ``projects.copying`` writes and reads it."""

    programme = models.ForeignKey(
        "projects.Programme", on_delete=models.CASCADE, related_name="templates", verbose_name=_("programme")
    )
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(_("when it suits"), max_length=240, blank=True)
    content = models.JSONField(editable=False, default=dict)
    active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    made_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("project template")
        verbose_name_plural = _("project templates")
        ordering = ["programme__position", "position", "pk"]

    def __str__(self) -> str:
        return self.name

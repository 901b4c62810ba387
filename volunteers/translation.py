"""Columns of the floor of volunteers that organizers write in three languages."""

from modeltranslation.translator import TranslationOptions, register

from volunteers.message_models import OrganizerMessage
from volunteers.report_models import ProjectReport


@register(OrganizerMessage)
class OrganizerMessageTranslation(TranslationOptions):
    fields = ("subject", "body")


@register(ProjectReport)
class ProjectReportTranslation(TranslationOptions):
    fields = ("text",)

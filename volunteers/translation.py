from modeltranslation.translator import TranslationOptions, register

from volunteers.report_models import ProjectReport


@register(ProjectReport)
class ProjectReportTranslation(TranslationOptions):
    fields = ("text",)

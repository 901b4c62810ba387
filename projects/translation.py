from modeltranslation.translator import TranslationOptions, register

from projects.models import (
    Programme,
    Project,
    ProjectItem,
    ProjectQuestion,
    ProjectTemplate,
    Shift,
    ShiftRule,
    Skill,
)


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "about")
    required_languages = ("kk", "ru", "en")


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "place", "directions")


@register(ProjectItem)
class ProjectItemTranslation(TranslationOptions):
    fields = ("text",)


@register(ProjectQuestion)
class ProjectQuestionTranslation(TranslationOptions):
    fields = ("label", "choices")


@register(Shift)
class ShiftTranslation(TranslationOptions):
    fields = ("task",)


@register(Skill)
class SkillTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("kk", "ru", "en")


@register(ShiftRule)
class ShiftRuleTranslation(TranslationOptions):
    fields = ("task",)


@register(ProjectTemplate)
class ProjectTemplateTranslation(TranslationOptions):
    fields = ("name", "about")
    required_languages = ("kk", "ru", "en")

from modeltranslation.translator import TranslationOptions, register

from frontoffice.models import Office


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "address", "hours", "about")
    required_languages = ("kk", "ru", "en")

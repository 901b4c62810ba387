from modeltranslation.translator import TranslationOptions, register

from organizations.models import Organization


@register(Organization)
class OrganizationTranslation(TranslationOptions):
    fields = ("name", "purpose", "about")

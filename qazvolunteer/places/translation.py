from modeltranslation.translator import TranslationOptions, register

from qazvolunteer.places.models import District, Region, Town


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ("name", "short", "centre")
    required_languages = ("kk", "ru", "en")


@register(District)
class DistrictTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("kk", "ru", "en")


@register(Town)
class TownTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = ("kk", "ru", "en")

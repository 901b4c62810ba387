from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the platform, Kazakh first. Each is named in itself."""

    KK = "kk", "Қазақша"
    RU = "ru", "Русский"
    EN = "en", "English"


class ConsentKind(models.TextChoices):
    """For what a person agreed; each kind is asked, given and withdrawn on its own (Law 94-V)."""

    PERSONAL_DATA = "personal_data", _("Collection and processing of personal data")
    TERMS = "terms", _("Terms of use")
    NEWS = "news", _("News and invitations by e-mail")
    REGISTER = "register", _("Entry into the register of volunteer activity")


REQUIRED_CONSENTS = (ConsentKind.PERSONAL_DATA, ConsentKind.TERMS)
# What is asked when an account is made; everything else is offered on the page of consents alone.
ASKED_AT_SIGN_UP = (*REQUIRED_CONSENTS, ConsentKind.NEWS)

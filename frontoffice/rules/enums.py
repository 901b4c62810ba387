"""The words a rule is made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Field(models.TextChoices):
    """What a condition looks at."""

    RISK = "risk", _("a risk")
    PROGRAMME = "programme", _("the programme")
    KIND = "kind", _("the kind")
    FORMAT = "format", _("the format")
    REGION = "region", _("the region")
    LANGUAGE = "language", _("a language that is missing")
    MIN_AGE = "min_age", _("the minimum age")
    SEATS = "seats", _("the places of a shift")


class Op(models.TextChoices):
    IS = "is", _("is")
    IS_NOT = "is_not", _("is not")
    LESS = "less", _("is less than")
    MORE = "more", _("is more than")


NUMBERS = frozenset({Field.MIN_AGE, Field.SEATS})


class Demand(models.TextChoices):
    """What a rule asks for."""

    ROLE = "role", _("a role in every shift to come")
    MIN_AGE = "min_age", _("a minimum age")
    LINE = "line", _("a line in the description")
    REPUBLIC = "republic", _("a decision of the republican office")
    LOOK = "look", _("nothing: it only warns")


class Weight(models.TextChoices):
    MUST = "must", _("Approval is refused until it is fulfilled")
    WARN = "warn", _("The front office and the organization are warned")

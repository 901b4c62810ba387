"""The person's account and what they agreed to. No role column: hats are rows of the floors above."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts import hats
from qazvolunteer.accounts.enums import ConsentKind, Language
from qazvolunteer.core.folding import searchable
from qazvolunteer.core.transitions import state_check


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{**fields, "is_superuser": True})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, known by e-mail. ``language`` is the language of every mail to them."""

    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is already an account with this e-mail.")},
    )
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=60)
    phone = models.CharField(_("phone number"), max_length=16, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.KK)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("registered at"), default=timezone.now)
    anonymised_at = models.DateTimeField(_("anonymised at"), null=True, blank=True, editable=False)
    # The folded name. What writes people without saving them calls ``core.search_columns.write``.
    search_text = models.TextField(editable=False, blank=True, default="")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="accounts_user_email_lower"),
            state_check("accounts_user_language", Language, "language"),
        ]
        # Whoever answers the telephone finds a person among a million by a part of the name, or by the number.
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="accounts_names"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="accounts_phones"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name."""
        columns = kwargs.get("update_fields")
        if columns is None or {"first_name", "last_name"} & set(columns):
            self.search_text = searchable(self.first_name, self.last_name)
            if columns is not None:
                kwargs["update_fields"] = {*columns, "search_text"}
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and the initial of the last: what others in a shift may see."""
        return f"{self.first_name} {self.last_name[:1]}.".strip() if self.last_name else self.first_name

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @cached_property
    def hats(self) -> tuple[hats.Hat, ...]:
        """The staff hats this person wears now, read once per request."""
        if not (self.pk and self.is_active and getattr(self, "wears_hats", True)):
            return ()
        return hats.worn_by(self)

    @property
    def is_staff(self) -> bool:
        """May open the admin: wears a staff hat or is the superuser."""
        return self.is_superuser or bool(self.hats)

    @property
    def oversees(self) -> bool:
        """Wears a hat of a region or of the whole country, not only of organizations."""
        return self.is_superuser or any(hat.organization is None for hat in self.hats)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self) -> Self:
        """The newest published version of each kind."""
        return self.filter(published_at__lte=timezone.now()).order_by("kind", "-version").distinct("kind")


class ConsentText(models.Model):
    """The words a person agrees to, by kind and version. A published version is never edited: a new one is added."""

    kind = models.CharField(_("kind"), max_length=24, choices=ConsentKind)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="accounts_consenttext_version_once"),
            state_check("accounts_consenttext_kind", ConsentKind, "kind"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One person's agreement to one version, with time and address (Law 94-V); withdrawn, never deleted."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents", verbose_name=_("person"))
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents", verbose_name=_("text"))
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    ip = models.GenericIPAddressField(_("address"), null=True, blank=True)
    # Who wrote it down when the person agreed by telephone; empty when they agreed themselves.
    recorded_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "text"], condition=models.Q(withdrawn_at=None), name="accounts_consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.text} · {self.given_at:%d.%m.%Y}"


class SavedView(models.Model):
    """A view of a list of the workplace that a person keeps: ``page`` names the list, ``query`` is its address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", verbose_name=_("person"))
    page = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "query"], name="accounts_view_once")]

    def __str__(self) -> str:
        return self.name

"""Consents: given to one version of one text, with time and address; withdrawn, never deleted (Law 94-V).

Higher floors ``watch`` Consent for "give" and "withdraw", and ``tell`` what became of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts.enums import REQUIRED_CONSENTS, ConsentKind
from qazvolunteer.accounts.models import Consent, ConsentText, User
from qazvolunteer.core.locks import locked
from qazvolunteer.core.refusals import Refusal
from qazvolunteer.core.transitions import happened

if TYPE_CHECKING:
    from qazvolunteer.core.refusals import type_text

# In the order in which people are asked.
ORDER = {kind: place for place, kind in enumerate(ConsentKind.values)}
Teller = Callable[[User], "Sequence[type_text]"]
_tellers: dict[str, Teller] = {}


def tell(kind: str, teller: Teller) -> None:
    """What a higher floor says on the page of consents about what became of this one, in sentences."""
    _tellers[kind] = teller


def current_texts() -> dict[str, ConsentText]:
    """The newest published text of each kind, in the order of asking."""
    return {text.kind: text for text in sorted(ConsentText.objects.current(), key=lambda text: ORDER[text.kind])}


def texts_complete() -> bool:
    """Whether nobody would be registered without a text to agree to."""
    return set(REQUIRED_CONSENTS) <= set(current_texts())


@transaction.atomic
def give(user: User, kinds: Iterable[str], *, ip: str | None = None, recorded_by: User | None = None) -> list[Consent]:
    """``user`` agrees to the current text of each of ``kinds``; an older version in force is superseded.

    ``recorded_by``: who wrote it down, when the person agreed by telephone.

    Agreeing again to what is in force changes nothing. Raises Refusal ``no_text`` when a kind has no published text,
    and whatever a watcher of Consent has against it.
    """
    locked(User.objects.filter(pk=user.pk)).get()
    texts = current_texts()
    given = []
    for kind in kinds:
        if kind not in texts:
            raise Refusal("no_text", _("This text is not published yet."), _("Please try again later."))
        in_force = Consent.objects.in_force().filter(user=user, text__kind=kind)
        in_force.exclude(text=texts[kind]).update(withdrawn_at=timezone.now())
        consent = in_force.filter(text=texts[kind]).first()
        if consent is None:
            consent = Consent.objects.create(user=user, text=texts[kind], ip=ip, recorded_by=recorded_by)
            happened(consent, "give", by=recorded_by or user)
        given.append(consent)
    return given


@transaction.atomic
def withdraw(consent: Consent, *, by: User) -> Consent:
    """``by`` takes back their own consent; twice is once.

    Raises Refusal ``required`` for a consent the account cannot live without: it ends with the account.
    """
    if consent.user_id != by.pk:
        raise Refusal("not_allowed", _("Only the person who agreed can withdraw the consent."))
    if consent.text.kind in REQUIRED_CONSENTS:
        raise Refusal(
            "required",
            _("An account cannot exist without this consent."),
            _("To withdraw it, delete your account."),
        )
    consent = locked(Consent.objects.filter(pk=consent.pk)).get()
    if consent.withdrawn_at is None:
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        happened(consent, "withdraw", by=by)
    return consent


@dataclass(frozen=True)
class Standing:
    """What one person agreed to, for one kind: ``consent`` in force or None, ``past`` the earlier ones.

    ``said``: what became of it, in sentences.
    """

    kind: str
    label: str
    text: ConsentText | None
    consent: Consent | None
    past: tuple[Consent, ...]
    said: tuple[type_text, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.kind in REQUIRED_CONSENTS

    @property
    def is_outdated(self) -> bool:
        """Agreed to an older version than the present one."""
        return self.consent is not None and self.text is not None and self.consent.text_id != self.text.pk


def standings(user: User) -> list[Standing]:
    """Each kind with what ``user`` agreed to, in two queries, and with what its teller says."""
    texts = current_texts()
    rows = list(Consent.objects.filter(user=user).select_related("text"))
    return [
        Standing(
            kind=kind,
            label=str(ConsentKind(kind).label),
            text=texts.get(kind),
            consent=next((row for row in rows if row.text.kind == kind and row.withdrawn_at is None), None),
            past=tuple(row for row in rows if row.text.kind == kind and row.withdrawn_at is not None),
            said=tuple(_tellers[kind](user)) if kind in _tellers else (),
        )
        for kind in ConsentKind.values
    ]

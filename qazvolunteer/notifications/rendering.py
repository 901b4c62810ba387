"""From an outbox row to a message: in the reader's language, with a plain text that says all the HTML says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.mime.image import MIMEImage
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from qazvolunteer.accounts.enums import Language
from qazvolunteer.core.addresses import host, page, picture
from qazvolunteer.notifications import unsubscribing
from qazvolunteer.notifications.enums import ESSENTIAL_CATEGORIES, Category
from qazvolunteer.notifications.kinds import Kind
from qazvolunteer.notifications.letters import in_other_language
from qazvolunteer.notifications.models import Notification

WHY = {
    Category.ACCOUNT: _("You receive this letter because it concerns your account and its safety."),
    Category.SIGNUP: _("You receive this letter because you signed up for a shift."),
    Category.REMINDER: _("You receive this letter because you have a place in a shift."),
    Category.ORGANIZER: _("You receive this letter because an organizer writes to its volunteers."),
    Category.WORK: _("You receive this letter because you work for an organization on Qazvolunteer."),
}


@dataclass(frozen=True)
class Rendered:
    """One message, ready for a channel."""

    subject: str
    text: str
    html: str
    language: str
    images: dict[str, bytes] = field(default_factory=dict)
    unsubscribe_url: str = ""
    reply_to: str = ""


def language_of(notification: Notification) -> str:
    """The reader's language: the account's, or the row's for a person without account."""
    wanted = notification.recipient.language if notification.recipient else notification.language
    return wanted if wanted in Language.values else settings.LANGUAGE_CODE


def address_of(notification: Notification) -> str:
    """Where the letter goes: the row's own address when it has one (a new e-mail to confirm), else the account's."""
    return notification.address or (notification.recipient.email if notification.recipient else "")


def render(notification: Notification, kind: Kind, facts: Any) -> Rendered:
    """The words of ``notification``. Raises whatever the kind or its templates raise."""
    language = language_of(notification)
    with translation.override(language), timezone.override(settings.TIME_ZONE):
        context = {**_frame(notification, kind, language), **kind.context(facts, notification)}
        subject = " ".join(str(kind.subject(facts, notification)).split())
        context |= {"subject": subject, "other_language_code": context["other_language"].lang}
        return Rendered(
            subject=subject,
            text=_tidy(render_to_string(f"{kind.template}.txt", context)),
            html=render_to_string(f"{kind.template}.html", context),
            language=language,
            images=kind.images(context),
            unsubscribe_url=context["unsubscribe_url"],
            reply_to=kind.reply_to(facts, notification),
        )


def _frame(notification: Notification, kind: Kind, language: str) -> dict[str, Any]:
    """What every letter knows; ``email/base.html`` and ``.txt`` draw it."""
    reader = notification.recipient
    may_stop = reader is not None and kind.category not in ESSENTIAL_CATEGORIES
    return {
        "reader": reader,
        "language": language,
        "site_url": settings.SITE_URL,
        "home_url": page("home"),
        "mark_url": picture("img/app/icon-192.png"),
        "header_url": picture("img/email/email-header-band.png"),
        "other_language": in_other_language("home"),
        "why": kind.why or WHY[kind.category],
        "preferences_url": page("notification-preferences") if reader else "",
        "unsubscribe_url": unsubscribing.address(reader.pk, kind.category) if reader and may_stop else "",
    }


def message(notification: Notification, rendered: Rendered) -> EmailMultiAlternatives:
    """The e-mail. Its Message-ID comes from the row, so whoever gets it twice can see that it is one."""
    headers = {
        "Message-ID": f"<{notification.pk}@{host()}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": rendered.language,
    }
    if rendered.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{rendered.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        rendered.subject,
        rendered.text,
        settings.DEFAULT_FROM_EMAIL,
        [address_of(notification)],
        headers=headers,
        reply_to=[rendered.reply_to] if rendered.reply_to else None,
    )
    mail.attach_alternative(rendered.html, "text/html")
    if rendered.images:
        mail.mixed_subtype = "related"  # type: ignore[attr-defined]
        for name, content in rendered.images.items():
            part = MIMEImage(content, "png")
            part.add_header("Content-ID", f"<{name}>")
            part.add_header("Content-Disposition", "inline", filename=f"{name}.png")
            mail.attach(part)
    return mail


def _tidy(text: str) -> str:
    """No spaces at line ends, never more than one empty line."""
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"

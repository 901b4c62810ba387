"""What a volunteer reads and fills in on the page of words with an organizer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from volunteers.conversation_models import LONGEST, ConversationEntry
from volunteers.message_models import MessageReader
from volunteers.message_texts import filled, paragraphs, values_for
from volunteers.models import SignUp


class QuestionForm(forms.Form):
    """Plain words to the organizer."""

    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Your telephone number and e-mail are not shown to the organizer with it."),
        max_length=LONGEST,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@dataclass(frozen=True)
class Words:
    """One message as the volunteer reads it."""

    at: dt.datetime
    by_organization: bool
    paragraphs: list[str]
    subject: str = ""


def thread(signup: SignUp) -> list[Words]:
    """Messages that went to the volunteer because of this sign-up, and what both wrote since; the oldest first."""
    name = signup.volunteer.user.first_name
    read = MessageReader.objects.filter(signup=signup).select_related(
        "message__project__town", "message__project__region", "message__project__district", "message__organization"
    )
    sent = []
    for row in read:
        values = values_for(row.message, signup.shift, name)
        body = paragraphs(filled(row.message.body, values))
        sent.append(Words(row.message.at, True, body, filled(row.message.subject, values)))
    written = ConversationEntry.objects.filter(conversation__signup=signup).exclude(text="")
    own = [Words(entry.at, entry.by_organization, paragraphs(entry.text)) for entry in written]
    return sorted([*sent, *own], key=lambda words: words.at)

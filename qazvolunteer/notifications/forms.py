"""The form of preferences: one box for each category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qazvolunteer.notifications import preferences
from qazvolunteer.notifications.enums import ESSENTIAL_CATEGORIES, Category

if TYPE_CHECKING:
    from qazvolunteer.accounts.models import User

HINTS = {
    Category.ACCOUNT: _("Codes and news of your account's safety. Always on: it is how you get back in."),
    Category.SIGNUP: _("Without these you will not hear that a place is offered to you or that a shift is cancelled."),
    Category.REMINDER: _("The day before a shift and two hours before it, with the pass and the way there."),
    Category.ORGANIZER: _(
        "What organizers write to their volunteers, and calls for helpers. You can also mute one of them."
    ),
    Category.WORK: _("What the front office decided about your organization and its projects."),
}


class PreferencesForm(forms.Form):
    """A box for each category that can reach the person; those that cannot be switched off are shown, ticked."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        off = preferences.switched_off([user.pk])
        for category in preferences.shown_to(user):
            self.fields[category.value] = forms.BooleanField(
                label=category.label,
                help_text=HINTS[category],
                required=False,
                initial=(user.pk, category.value) not in off,
                disabled=category in ESSENTIAL_CATEGORIES,
            )

    def save(self) -> None:
        """Write what was changed."""
        for name in self.changed_data:
            preferences.switch(self.user, name, on=self.cleaned_data[name])

"""What the register adds elsewhere: a line of the menu, and two buttons on an organization's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from frontoffice.office.menu import COUNTRY, Entry, entry
from frontoffice.register import applying
from frontoffice.register.enums import RegisterState
from frontoffice.register.models import RegisterApplication
from organizations import permissions
from organizations.models import Organization
from qazvolunteer.core.acts import Act, add_acts

entry(
    Entry(
        _("The register"),
        "document",
        "office-register",
        group=COUNTRY,
        order=75,
        waiting=lambda desk: RegisterApplication.objects.filter(state=RegisterState.APPLIED),
        shown=lambda desk: desk.is_republican,
    )
)
add_acts(
    Organization,
    Act(
        "enter-register",
        label=_("Apply to the register"),
        explanation=_(
            "The register of volunteer activity is voluntary. The republican office hands over to the ministry: name"
            " and BIN, place, kinds of activity, number of participants, your projects and actions with place, time and"
            " requirements. People are named only with their own consent. You read the decision in a letter."
        ),
        done=_("The organization has applied. It goes to the ministry with the next export."),
        verb=applying.apply_for,
        possible=lambda user, row: permissions.may_edit(user, row.pk) and row.is_verified and not applying.is_live(row),
        icon="how_to_reg",
    ),
    Act(
        "leave-register",
        label=_("Take back the application to the register"),
        explanation=_("The organization is in no further export, and files not yet handed over are taken away."),
        done=_("The application is taken back."),
        verb=applying.withdraw_for,
        possible=lambda user, row: permissions.may_edit(user, row.pk) and applying.is_live(row),
        icon="undo",
    ),
)

"""Every address has a declared audience: a new one fails here until somebody says who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from django.utils import translation

from qazvolunteer.core.addresses import absolute

# Everybody: what the site shows, what a signed link or a secret opens, and the way in.
PUBLIC = frozenset(
    {
        "about",
        "accessibility",
        "account_confirm_login_code",
        "account_confirm_password_reset_code",
        "account-claim",
        "account_complete_password_reset",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_password_reset_completed",
        "account_request_login_code",
        "account_reset_password",
        "account_signup",
        "calendar-feed",
        "catalogue",
        "catalogue-feed",
        "catalogue-ics",
        "catalogue-calendar",
        "catalogue-map",
        "check-in-worker",
        "choose-region",
        "concern",
        "concern-status",
        "consent-text",
        "consents",
        "entrance",
        "favicon",
        "guardian-answer",
        "guide",
        "home",
        "invitation",
        "manifest",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "open-data",
        "open-data-file",
        "organization",
        "organization-roles",
        "organizations",
        "pass",
        "picture",
        "privacy",
        "programme",
        "programmes",
        "project",
        "search-suggest",
        "region",
        "regions",
        "report",
        "report-file",
        "report-photo",
        "reports",
        "robots",
        "share-picture",
        "signup-by-link",
        "signup-calendar-by-link",
        "sitemap",
        "sitemap-block",
        "statistics",
        "service-times",
        "statistics-definitions",
        "statistics-regions",
        "statistics-table",
        "take-shift",
        "theme",
        "town",
        "unsubscribe",
    }
)
# A person who is logged in, each with what is their own.
OWN = frozenset(
    {
        "organization-halt",
        "project-halt",
        "account_change_password",
        "account_email",
        "account_reauthenticate",
        "account_set_password",
        "block-objection",
        "calendar-reset",
        # Whoever marks people at the place: the organization's staff, and the leader of the shift.
        "check-in",
        "check-in-guest",
        "check-in-leader",
        "check-in-marks",
        "check-in-poster",
        "check-in-roster",
        "check-ins",
        "guardian",
        "here",
        "hours-entry",
        "hours-photo",
        "invitation-accept",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "missed",
        "my-finding-answer",
        "my-hours",
        "my-organization",
        "my-organization-close",
        "my-organization-edit",
        "my-organization-leave",
        "my-organization-submit",
        "my-organizations",
        "my-organizers",
        "my-shifts",
        "my-visit",
        "my-visit-photo",
        "my-visits",
        "notification-preferences",
        "organization-mute",
        "organization-register",
        "own-work",
        "profile",
        "project-preview",
        "profile-consent-give",
        "profile-consent-withdraw",
        "profile-consents",
        "profile-data",
        "profile-delete",
        "profile-export",
        "profile-security",
        "saved-search-forget",
        "saved-search-save",
        "saved-searches",
        "signup",
        "signup-calendar",
        "signup-feedback",
        "signup-messages",
        "stand-in",
        "stand-in-ask",
        "usersessions_list",
    }
)
# People with a post in a front office: everything below /office/; its guard is tried in tests/frontoffice.
OFFICE = "office"
# People with a staff hat: the whole admin. Its own way in and its catch-all show nothing.
STAFF = "admin:"
STAFF_PUBLIC = frozenset({"admin:login", "admin:"})


@dataclass(frozen=True)
class Address:
    """``name`` with its namespace; ``arguments`` that make a path of it."""

    name: str
    needs_login: bool
    arguments: tuple[tuple[str, Any], ...]
    is_catch_all: bool


def addresses(
    resolver: URLResolver | None = None, namespace: str = "", outer: tuple[tuple[str, Any], ...] = ()
) -> Iterator[Address]:
    for pattern in (resolver or get_resolver()).url_patterns:
        given = outer + tuple(
            (name, 1 if isinstance(converter, IntConverter) else "x")
            for name, converter in pattern.pattern.converters.items()
        )
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace, given)
        else:
            needs_login = getattr(pattern.callback, "login_required", True)
            regex = pattern.pattern.regex.groups > len(pattern.pattern.converters)
            yield Address(f"{namespace}{pattern.name or ''}", needs_login, given, regex)


def test_every_address_has_an_audience() -> None:
    names = {address.name for address in addresses()}
    assert not PUBLIC & OWN
    assert {name for name in names if not name.startswith((STAFF, OFFICE))} - PUBLIC - OWN == set()


def test_no_audience_is_declared_for_what_is_gone() -> None:
    names = {address.name for address in addresses()}
    assert (PUBLIC | OWN | STAFF_PUBLIC) - names == set()


@pytest.mark.parametrize("language", ["kk", "en"])
def test_what_is_declared_is_what_the_views_say(language: str) -> None:
    with translation.override(language):
        said = {address.name: address.needs_login for address in addresses()}
    assert {name for name in PUBLIC if said[name]} == set()
    assert {name for name in OWN if not said[name]} == set()
    open_to_all = {name for name, needs_login in said.items() if name.startswith(STAFF) and not needs_login}
    assert open_to_all <= STAFF_PUBLIC


def addressed() -> list[tuple[str, str]]:
    """(name, path) of every address that is not public."""
    with translation.override("en"):
        return [
            (address.name, reverse(address.name, kwargs=dict(address.arguments)))
            for address in addresses()
            if address.name not in PUBLIC | STAFF_PUBLIC and not address.is_catch_all
        ]


@pytest.mark.django_db
def test_a_visitor_is_sent_to_log_in_or_finds_nothing() -> None:
    client = Client()
    with translation.override("en"):
        login = {reverse(settings.LOGIN_URL), reverse("admin:login")}
    wrong = {}
    for name, path in addressed():
        for method in (client.get, client.post):
            response = method(path)
            sent_to = response.get("Location", "").partition("?")[0]
            if response.status_code != 404 and sent_to not in login:
                wrong[f"{method.__name__} {name}"] = response.status_code
    assert not wrong


@pytest.mark.django_db
def test_a_person_without_a_hat_finds_no_workplace() -> None:
    from tests import builders, doors

    client = doors.signed_in(builders.volunteer())
    opened = {
        name: response.status_code
        for name, path in addressed()
        if name.startswith((STAFF, OFFICE)) and (response := client.get(path)).status_code not in {302, 403, 404, 405}
    }
    assert not opened


def test_the_links_of_letters_are_whole() -> None:
    assert absolute("/en/").startswith(settings.SITE_URL)

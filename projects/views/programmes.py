"""Pages about the programmes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects import maps, share_pictures
from projects.cards import cards
from projects.catalogue import Query, browse, one_moment, tally
from projects.catalogue.forms import CatalogueForm, of_one
from projects.enums import Format, ProgrammeKind
from projects.organization_list import busiest
from projects.ways import LIST, MAP, address
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.page_cache import same_for_visitors

SOONEST = 6
ORGANIZATIONS = 6


@login_not_required
@same_for_visitors()
@one_moment()
def programmes(request: HttpRequest) -> HttpResponse:
    """The seven directions, then campaigns and partner programmes, each with its open projects."""
    form = CatalogueForm(QueryDict())
    open_projects = tally(Query()).programme
    kinds: dict[str, list[tuple[object, int]]] = {}
    for row in form.reference.programmes.values():
        kinds.setdefault(row.kind, []).append((row, open_projects[row.pk]))
    context = {
        "directions": kinds.get(ProgrammeKind.DIRECTION, []),
        "campaigns": kinds.get(ProgrammeKind.CAMPAIGN, []),
        "partners": kinds.get(ProgrammeKind.INTERNATIONAL, []),
    }
    return render(request, "programme/programmes.html", context)


@login_not_required
@same_for_visitors()
@one_moment()
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """What the programme is for, where it works now, what is soonest and who runs the most."""
    form, found = of_one("programme", slug)
    page, counted = browse(form.query, size=SOONEST)
    context = {
        "programme": found,
        "lang": shown_language(found, "about"),
        "share_picture": share_pictures.of_programme(found).address,
        "trail": [(_("Programmes"), reverse("programmes")), (found.brand, "")],
        "tally": counted,
        "cards": cards(page.hits),
        "mapped": maps.of_country(
            form.reference, tally(maps.on_site(form.query) or form.query), region=maps.listed(form)
        ),
        "elsewhere": counted.total - counted.mapped,
        "formats": [(label, counted.format[value], value) for value, label in Format.choices if counted.format[value]],
        "organizations": busiest(form.query, ORGANIZATIONS),
        "list_url": address(LIST, form.pairs),
        "map_url": address(MAP, form.pairs),
    }
    return render(request, "programme/programme.html", context)

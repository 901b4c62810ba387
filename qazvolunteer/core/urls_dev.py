"""Pages for whoever builds the site; the roof includes them only in DEBUG."""

from django.urls import path

from qazvolunteer.core import dev

urlpatterns = [
    path("components/", dev.components, name="dev-components"),
    path("components/<str:page>/", dev.specimen, name="dev-specimen"),
]

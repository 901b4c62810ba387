"""Pages for whoever builds the site; the roof includes them only in DEBUG."""

from django.urls import path

from qazvolunteer.core import dev, dev_mail

urlpatterns = [
    path("mail/", dev_mail.letters, name="dev-mail"),
    path("mail/<str:name>/", dev_mail.letter, name="dev-letter"),
    path("mail/<str:name>/html/", dev_mail.letter_html, name="dev-letter-html"),
    path("components/", dev.components, name="dev-components"),
    path("components/<str:page>/", dev.specimen, name="dev-specimen"),
]

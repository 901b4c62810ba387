"""Pages for whoever runs the demonstration; the roof includes them only in DEBUG."""

from django.urls import path

from frontoffice import dev

urlpatterns = [path("accounts/", dev.demo_accounts, name="dev-accounts")]

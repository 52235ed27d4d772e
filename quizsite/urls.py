"""Every URL of the site: ours from `cards`, accounts from allauth, the admin."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "cards.views.pages.refuse_request"

urlpatterns = [
    path("", include("cards.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

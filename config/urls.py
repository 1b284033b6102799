"""Every address of the installation: each app lists its own."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("reviews.api.urls")),
    path("", include("accounts.urls")),
    path("", include("pillars.urls")),
    path("", include("reviews.urls")),
]

handler500 = "config.failures.broken"

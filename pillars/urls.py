"""Addresses of the knowledge."""

from django.urls import path

from pillars import views

urlpatterns = [
    path("lenses/", views.lenses, name="lenses"),
    path("lenses/<slug:alias>/", views.lens, name="lens"),
    path("lenses/<slug:alias>/<int:number>/", views.lens, name="lens_version"),
    path("lenses/<slug:alias>/<int:number>/document.json", views.lens_document, name="lens_document"),
]

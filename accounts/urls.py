"""Signing in and out, and one's tokens."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import tokens
from accounts.views.sign_in import SignIn

urlpatterns = [
    path("sign-in/", login_not_required(SignIn.as_view()), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("settings/tokens/", tokens.listing, name="tokens"),
    path("settings/tokens/<public_id:public_id>/revoke/", tokens.revoke, name="token_revoke"),
]

"""The forms of the plan: what people say of one line, or of several at once."""

from typing import Any

from django import forms

from accounts.models import User
from reviews.actions.improvements import Edit
from reviews.models import Improvement

NOBODY = "nobody"
"""What a form says for "no owner", where '' means "leave it"."""


class _PersonField(forms.CharField):
    """A person by public id; ``NOBODY`` for none."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401 - Django's own signature
        """Return the person, or None; ValidationError for somebody who isn't there."""
        text = super().clean(value)
        if text in ("", NOBODY):
            return None
        person = User.objects.filter(public_id=text, is_active=True).first()
        if person is None:
            raise forms.ValidationError("Nobody in the team has this id.")
        return person


class LineForm(forms.Form):
    """One line; a field that was not sent stays as it is. ``version`` is what the sender saw."""

    state = forms.ChoiceField(choices=Improvement.State.choices, required=False)
    owner = _PersonField(required=False)
    due = forms.DateField(required=False)
    version = forms.IntegerField(required=False, min_value=1)

    def edit(self) -> Edit:
        """Return what was sent, to be stored."""
        data = self.cleaned_data
        sent = frozenset(name for name in ("state", "owner", "due") if name in self.data)
        return Edit(
            # A choice left empty is not a state.
            fields=sent if data["state"] else sent - {"state"},
            state=data["state"],
            owner=data["owner"],
            due=data["due"],
            version=data["version"],
        )


class ManyForm(forms.Form):
    """Several lines at once; what is left empty stays as it is in each of them."""

    state = forms.ChoiceField(choices=[("", "Leave"), *Improvement.State.choices], required=False)
    owner = _PersonField(required=False)
    due = forms.DateField(required=False)

    def edit(self) -> Edit:
        """Return what was filled in, to be stored on each line."""
        data = self.cleaned_data
        filled = frozenset(name for name in ("state", "owner", "due") if self.data.get(name))
        return Edit(fields=filled, state=data["state"], owner=data["owner"], due=data["due"])

"""The form with which a finding is accepted."""

from django import forms


class AcceptForm(forms.Form):
    """Why a finding is accepted, and until the start of which day."""

    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "class": "input"}))
    until = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"))

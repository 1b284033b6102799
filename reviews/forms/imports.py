"""The form of a file of answers."""

from django import forms


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="File",
        max_length=200,
        help_text="XLSX, CSV or JSON, at most 10 MB.",
        widget=forms.ClearableFileInput(attrs={"class": "input", "accept": ".xlsx,.csv,.json"}),
    )
    keep_newer = forms.BooleanField(
        label="Leave alone what somebody else changed since the file was written",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )

"""The form of a workload's facts."""

from typing import Any

from django import forms

from accounts.models import Team, User
from reviews.actions.workloads import Facts, Link
from reviews.models import Workload

_LEVELS = [("", "No target"), *((level, str(level)) for level in (1, 2, 3, 4))]


class WorkloadForm(forms.Form):
    """All that people say of a workload. ``team`` chooses whose it is, for a new one only."""

    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="public_id", empty_label=None)
    name = forms.CharField(max_length=120)
    description = forms.CharField(
        label="Purpose", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    environment = forms.ChoiceField(choices=Workload.Environment.choices)
    tier = forms.TypedChoiceField(choices=Workload.Tier.choices, coerce=int, initial=Workload.Tier.TWO)
    target = forms.TypedChoiceField(
        label="Target maturity", choices=_LEVELS, coerce=int, empty_value=None, required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), to_field_name="public_id", required=False, empty_label="Nobody yet"
    )
    interval_days = forms.IntegerField(
        label="Review interval, in days",
        initial=180,
        min_value=1,
        max_value=3650,
        help_text="Answers that nobody confirmed for so long make the review stale.",
    )
    go_live = forms.DateField(
        label="Go-live", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    industry = forms.CharField(required=False, max_length=80)
    regions = forms.CharField(required=False, max_length=200, help_text="As you name them, with commas between.")
    tags = forms.CharField(required=False, max_length=800, help_text="With commas between.")
    links = forms.CharField(
        label="Architecture",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One link a line: a title, a space and the address.",
    )

    def __init__(self, *args: Any, teams: Any, team: Team | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if team is None:
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]
        self.fields["owner"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(teams__in=[team] if team else teams, is_active=True).distinct()
        )
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def facts(self) -> Facts:
        """Return what was typed; the form must be valid."""
        data = self.cleaned_data
        plain = {name: data[name] for name in data if name not in ("team", "tags", "links")}
        tags = tuple(tag for tag in data["tags"].split(",") if tag.strip())
        return Facts(**plain, tags=tags, links=tuple(_links(data["links"])))


def _links(text: str) -> list[Link]:
    """Return a link a line; where only an address stands, it is its own title."""
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, _, url = line.rpartition(" ")
        links.append(Link(title=title.strip() or url[:120], url=url))
    return links


def initial(facts: Facts) -> dict[str, Any]:
    """Return what the form shows of a workload that exists."""
    values = {name: getattr(facts, name) for name in WorkloadForm.base_fields if hasattr(facts, name)}
    values["tags"] = ", ".join(facts.tags)
    values["links"] = "\n".join(f"{link.title} {link.url}" for link in facts.links)
    return values


class NameForm(forms.Form):
    """One name: of a copy, of a milestone, or of what is to be deleted."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"class": "input"}))

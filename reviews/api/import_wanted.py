"""What is wanted of a file that is sent: in the query, or in the form that carries it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import Team
from accounts.problems import InputProblems, Problem, refuse
from reviews.api import seen, uploads
from reviews.api.protocol.fields import StrictSerializer
from reviews.api.protocol.problems import BadQuery
from reviews.imports.report import Wanted
from reviews.incoming.kinds import TYPES
from reviews.models import Workload


class _YesNo(serializers.BooleanField):
    TRUE_VALUES = {True, "true"}
    FALSE_VALUES = {False, "false"}
    NULL_VALUES = set()


class WantedSerializer(StrictSerializer):
    """What is wanted of a file."""

    workload = serializers.CharField(
        required=False, max_length=32, help_text="The id of the workload of answers that name none (AWS's never do)."
    )
    lens = serializers.CharField(
        required=False, max_length=64, help_text="The alias of the lens of answers that name none, or name AWS's."
    )
    create = _YesNo(  # type: ignore[assignment]  # a field, where the framework has a method that nothing here calls
        default=False, help_text="Make the workload that the file of AWS's labs script names; needs `team`."
    )
    team = serializers.CharField(required=False, max_length=32, help_text="The id of the team to make it in.")
    dry_run = _YesNo(default=True, help_text="Only say what would change, as without it; `false` stores it at once.")
    keep_newer = _YesNo(
        default=False,
        help_text="Leave alone what somebody else changed since the file was written, rather than refuse the file.",
    )
    file_name = serializers.CharField(
        required=False, max_length=200, help_text="What a file sent as the body is called."
    )


@extend_schema_field(OpenApiTypes.BINARY)
class _Upload(serializers.FileField):
    """A file that is sent; the framework describes one that is told, by its address."""


class NewImportSerializer(WantedSerializer):
    """A file as a form sends it."""

    file = _Upload(help_text="XLSX or CSV as `exports/` gives answers, or JSON of AWS; at most 10 MB.")


#: The same as parameters of the query.
PARAMETERS = [
    OpenApiParameter(
        name, _type, description=str(field.help_text), default=field.default if isinstance(field, _YesNo) else None
    )
    for name, field in WantedSerializer().fields.items()
    for _type in [OpenApiTypes.BOOL if isinstance(field, _YesNo) else OpenApiTypes.STR]
]
#: The bodies that are read, by media type.
BODIES: dict[str, Any] = {
    **dict.fromkeys(TYPES, OpenApiTypes.BINARY),
    "application/json": OpenApiTypes.OBJECT,
    "multipart/form-data": NewImportSerializer,
}


def given(request: Request) -> dict[str, Any]:
    """Return what is wanted, from the query and the form together."""
    query = WantedSerializer(data=request.query_params.dict())
    if not query.is_valid():
        raise BadQuery([Problem(f"/{name}", " ".join(map(str, texts))) for name, texts in query.errors.items()])
    form = WantedSerializer(data={name: value for name, value in request.data.items() if name != uploads.FIELD})
    form.is_valid(raise_exception=True)
    twice = sorted(set(request.query_params) & set(request.data))
    if twice:
        raise InputProblems(Problem(f"/{name}", "This stands in the query and in the form.") for name in twice)
    sent = {name: form.validated_data[name] for name in form.validated_data if name in request.data}
    return {**query.validated_data, **sent}


def wanted(request: Request, told: dict[str, Any]) -> Wanted:
    """Return what is wanted, with the workload and team. Raises InputProblems where one may not be seen."""
    user = seen.asker(request)
    workload, team = None, None
    if "workload" in told:
        workload = Workload.objects.visible_to(user).select_related("team").filter(public_id=told["workload"]).first()
        if workload is None:
            raise refuse("workload", "There is no such workload.")
    if told["create"]:
        team = Team.objects.visible_to(user).filter(public_id=told.get("team", "")).first()
        if team is None or workload is not None:
            raise refuse("team", "Name the team to make the workload in, and no workload.")
    elif "team" in told:
        raise refuse("create", "A team is named to make a workload in: say `create=true`.")
    return Wanted(workload, team, told.get("lens", ""), told["dry_run"], told["keep_newer"])

"""What the attack finds there: workloads under review, under the very ids that the examples of the contract name."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from accounts.by import By
from accounts.models import ApiToken, Membership, Team, User, Via
from accounts.roles import InstallationRole, TeamRole
from pillars.loading import load_lens
from reviews.actions import answers, assessing, external, findings, milestones, reviews, workloads
from reviews.api.protocol import example_values as named
from reviews.changes import Change
from reviews.models import Export, Finding, Import, Improvement, Milestone, Review, Workload
from tests.reviews.codes import ITEMS, QUESTION

STATES = {"BP01": "in_place", "BP02": "not_in_place", "BP03": "not_in_place", "A1_1": "done", "A1_2": "partly"}


def build() -> str:
    """Make it all and return a token of an administrator who leads the team."""
    version = load_lens(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes(), at=timezone.now())
    team = Team.objects.create(name="Commerce", public_id=named.TEAM)
    attacker = User.objects.create_user(
        "attacker@example.org", name="Attacker", installation_role=InstallationRole.ADMINISTRATOR
    )
    member = User.objects.create_user("member@example.org", name="Noor Haddad", public_id=named.PERSON)
    Membership.objects.create(team=team, user=attacker, role=TeamRole.LEAD)
    Membership.objects.create(team=team, user=member, role=TeamRole.CONTRIBUTOR)
    by = By(user=attacker, via=Via.PAGE, at=timezone.now())
    # The first of each list may be deleted by whoever follows links: the examples' things are the last.
    for name in ("To be deleted", "Second", "Under review"):
        workload = workloads.create(team=team, facts=workloads.Facts(name=name, tags=("payments",)), by=by)
        review = reviews.start(workload=workload, version=version.version, by=by)
        changes = [Change(question=QUESTION, item=ITEMS[code], version=0, state=told) for code, told in STATES.items()]
        answers.save(review=review, changes=changes, by=by)
        assessing.assess([review.pk], at=timezone.now())
        milestone = milestones.make(workload=workload, name="Before", by=by)
    _name(Workload, workload.pk, named.WORKLOAD)
    _name(Review, review.pk, named.REVIEW)
    _name(Milestone, milestone.pk, named.MILESTONE)
    _name(Finding, Finding.objects.filter(review=review, kind="gap").values_list("pk", flat=True)[0], named.FINDING)
    _name(Improvement, Improvement.objects.filter(review=review).values_list("pk", flat=True)[0], named.IMPROVEMENT)
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get(public_id=named.FINDING)
    until = timezone.now().date() + timedelta(days=60)
    findings.accept(finding=finding, reason="The gateway is replaced.", until=until, by=by)
    ticket = external.Ticket(system="jira", key="SHOP-1234", url="https://jira.example/SHOP-1234", state="open")
    external.link(thing=finding, ticket=ticket, by=by)
    external.link(thing=Improvement.objects.get(public_id=named.IMPROVEMENT), ticket=ticket, by=by)
    _transfers(attacker)
    return ApiToken.issue(user=attacker, name="Attack", at=timezone.now())


def _name(model: type[Model], pk: int, public_id: str) -> None:
    model._default_manager.filter(pk=pk).update(public_id=public_id)


def _transfers(attacker: User) -> None:
    """Leave an export and an import that wait, and a token that may be revoked."""
    now = timezone.now()
    until = now + timedelta(days=7)
    Export.objects.create(
        public_id=named.EXPORT, user=attacker, content="portfolio", format="csv", created_at=now, expires_at=until
    )
    Import.objects.create(public_id=named.IMPORT, user=attacker, source="csv", created_at=now, expires_at=until)
    ApiToken.issue(user=attacker, name="To be revoked", at=now - timedelta(days=1))
    ApiToken.objects.filter(user=attacker).update(public_id=named.TOKEN_ID)

"""What no form of ours sends: half characters, NUL, numbers without end, brackets without end, other people's ids.

None of it may break a page, store anything, or tell somebody more than the tables of permissions do.
"""

import base64
import json
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, Membership, Team, User
from reviews.models import Improvement, Item, Review, Workload
from tests.reviews.api.clients import ROOT, client_of, item
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Answer, Cast
from tests.reviews.pages import signed_in

BP03 = ITEMS["BP03"]
LONG = "9" * 5000
NUL = "\x00"


def is_as_it_was(review: Review) -> bool:
    """Tell whether nobody answered anything."""
    return not Item.objects.filter(review=review).exists()


# Addresses of pages, with a NUL or with what cannot be an id; {w} is a workload that the reader may see.
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/workloads/%00/", 404),
        ("/workloads/%00/plan/", 404),
        ("/workloads/%00/export.csv", 404),
        ("/workloads/1/", 404),
        ("/findings/a%00b/accept/", 404),
        ("/teams/%00/", 404),
        ("/?team=%00", 400),
        ("/?tag=a%00b", 400),
        ("/plan/?owner=%00", 400),
        ("/plan/?practice=%00", 400),
        ("/findings/?workload=%00", 400),
        ("/export.csv?team=%00", 400),
        ("/workloads/{w}/reviews/rel03/?undo=%00", 400),
        ("/workloads/{w}/milestones/compare/?from=%00", 400),
    ],
)
def test_an_address_that_no_database_can_look_for_leads_nowhere(
    cast: Cast, review: Review, address: str, status: int
) -> None:
    answer = signed_in(cast.lead).get(address.format(w=review.workload.public_id))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("review_save", {"question": QUESTION, "item": BP03, "version": "0", "state": "in_place", "note": NUL}),
        ("review_link", {"question": QUESTION, "item": NUL, "title": "Map", "url": "https://example.org/"}),
        ("review_link", {"question": QUESTION, "item": BP03, "title": NUL, "url": "https://example.org/"}),
        ("review_undo", {"question": QUESTION, "event": NUL}),
        ("reviews", {"lens": NUL}),
        ("workload_plan_step", {"step": f"rel03:{NUL}"}),
        ("plan_bulk", {"line": NUL, "state": "done"}),
    ],
)
def test_a_form_with_a_nul_character_is_refused(cast: Cast, review: Review, page: str, form: dict[str, str]) -> None:
    known = {"plan_bulk": [], "reviews": [review.workload.public_id], "workload_plan_step": [review.workload.public_id]}
    address = reverse(page, args=known.get(page, [review.workload.public_id, "rel03"]))
    assert signed_in(cast.lead).post(address, form).status_code == 400
    assert is_as_it_was(review)


def mine(**more: object) -> str:
    """Return a change as the two-versions page keeps it in a hidden field."""
    change = {"question": QUESTION, "item": BP03, "version": 0, "state": "in_place", "reason": None, "note": "Mine."}
    return json.dumps(change | more)


@pytest.mark.parametrize(
    "text",
    [
        mine(version=float("inf")),
        mine(version=LONG),
        mine(note="\ud800"),
        mine(question="\ud800"),
        mine(state="better"),
        mine(item="nothing"),
        "[" * 50_000,
        "[]",
        "{}",
        "null",
    ],
    ids=range(10),
)
@pytest.mark.parametrize("chosen", [{}, {"chosen": "1", "choice-0": "mine", "seen-0": "0"}], ids=["shown", "chosen"])
def test_a_forged_choice_between_versions_stores_nothing(
    cast: Cast, review: Review, text: str, chosen: dict[str, str]
) -> None:
    address = reverse("review_conflict", args=[review.workload.public_id, "rel03"])
    answer = signed_in(cast.lead).post(address, {"mine": text, **chosen})
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("review", args=[review.workload.public_id, "rel03"]),
    )
    assert is_as_it_was(review)


@pytest.mark.parametrize("seen", [LONG, "²", "-1", ""])
def test_a_choice_that_saw_no_version_saw_none(cast: Cast, review: Review, answer: Answer, seen: str) -> None:
    answer(BP03="not_in_place")
    address = reverse("review_conflict", args=[review.workload.public_id, "rel03"])
    form = {"mine": mine(), "chosen": "1", "choice-0": "mine", "seen-0": seen}
    assert signed_in(cast.lead).post(address, form).status_code == 409
    assert Item.objects.get(item=BP03).state == "not_in_place"


def test_a_line_of_the_plan_comes_back_whatever_rank_was_sent(cast: Cast, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    address = reverse("improvement_edit", args=[Improvement.objects.get().public_id])
    for rank in (LONG, "x", "-1"):
        line = signed_in(cast.lead).post(address, {"rank": rank, "state": "done"}, headers={"HX-Request": "true"})
        assert line.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://[x",
        "http://a\u2100b.example",
        "http://example.org/\x00",
        "http://example.org/a b",
        "javascript:alert(1)",
    ],
)
def test_a_link_that_is_no_address_is_refused_everywhere(cast: Cast, review: Review, url: str) -> None:
    client, api = signed_in(cast.lead), client_of(cast.lead)
    address = f"{ROOT}workloads/{review.workload.public_id}/"
    link = {"title": "Map", "url": url}
    assert api.patch(address, {"links": [link]}, headers={"If-Match": "*"}).status_code == 422
    backed = {"items": [item("BP03", "in_place", evidence=[link])]}
    assert api.patch(f"{address}reviews/rel03/answers/", backed).status_code == 422
    page = reverse("review_link", args=[review.workload.public_id, "rel03"])
    assert client.post(page, {"question": QUESTION, "item": BP03, **link}).status_code in (400, 422)
    assert is_as_it_was(review)


@pytest.mark.parametrize("body", ["[" * 100_000, '{"items":' * 50_000, '{"items":' + "[" * 990 + "]" * 990 + "}"])
def test_json_without_a_bottom_is_a_problem_of_the_body(cast: Cast, review: Review, body: str) -> None:
    address = f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/answers/"
    refused = client_of(cast.lead).generic("PATCH", address, body, content_type="application/json")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.status_code in (400, 422)


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("", '{"environment": "a\\ud800"}', ("/environment", "Expected one of production, pre_production.")),
        ("reviews/rel03/answers/", '{"\\ud800": 1, "items": []}', ("/\\ud800", "There is no such field.")),
    ],
)
def test_half_a_character_is_quoted_as_such(
    cast: Cast, review: Review, path: str, body: str, said: tuple[str, str]
) -> None:
    address = f"{ROOT}workloads/{review.workload.public_id}/{path}"
    refused = client_of(cast.lead).generic("PATCH", address, body, content_type="application/json")
    assert refused.status_code == 422
    errors = {error["pointer"]: error["detail"] for error in refused.json()["errors"]}
    assert said[1] in errors[said[0]]


def test_an_old_version_is_told_where_it_stands_even_with_blanks_around_ids(cast: Cast, review: Review) -> None:
    address = f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/answers/"
    old = item("BP03", "in_place", version=7) | {"question": f" {QUESTION} "}
    refused = client_of(cast.lead).patch(address, {"items": [item("BP01", "in_place"), old]})
    assert refused.status_code == 412
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/items/1/version"]
    assert is_as_it_was(review)


@pytest.mark.parametrize("limit", ["000000001999999", "000000001" + "0" * 3900, "201", "0", "²"])
def test_a_page_has_no_more_rows_than_it_may(cast: Cast, limit: str) -> None:
    assert client_of(cast.lead).get(f"{ROOT}risks/?limit={quote(limit)}").status_code == 400


@pytest.mark.parametrize(
    "values", ['["9999-12-31T23:59:59-23:59", "x"]', '["0001-01-01T00:00:00+23:59", "x"]', "[" * 3000]
)
def test_a_forged_cursor_is_no_cursor(cast: Cast, review: Review, values: str) -> None:
    cursor = base64.urlsafe_b64encode(values.encode()).decode()
    for name in ("workloads", "findings", "improvements"):
        assert client_of(cast.lead).get(f"{ROOT}{name}/?cursor={quote(cursor)}").status_code == 400


# Whoever sees and may not do is told that, and not what is wrong with what they sent.
BAD_FORMS: list[tuple[str, dict[str, str]]] = [
    ("review_save", {"question": "nothing", "item": "", "version": "0"}),
    ("review_link", {"question": QUESTION, "item": BP03, "as_of": "99"}),
    ("review_undo", {"question": QUESTION, "event": "0" * 32}),
    ("review_conflict", {"mine": "{}"}),
    ("reviews", {"lens": "nothing"}),
    ("milestones", {"name": ""}),
    ("workload_plan_step", {"step": "rel03:nothing"}),
    ("improvement_edit", {"state": "nothing"}),
    ("finding_accept", {"reason": ""}),
    ("team", {"user": "nobody", "role": "lead"}),
]


@pytest.mark.parametrize(("page", "form"), BAD_FORMS)
def test_who_may_not_is_not_told_what_is_wrong(
    cast: Cast, review: Review, answer: Answer, page: str, form: dict[str, str]
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    line = Improvement.objects.get()
    arguments = {
        "improvement_edit": [line.public_id],
        "finding_accept": [review.findings.get(kind="gap").public_id],
        "team": [cast.team.public_id],
    }
    of_review = [review.workload.public_id, *(["rel03"] if page.startswith("review_") else [])]
    address = reverse(page, args=arguments.get(page, of_review))
    got = {role: signed_in(getattr(cast, role)).post(address, form).status_code for role in ("viewer", "outsider")}
    assert got == {"viewer": 403, "outsider": 404}


@pytest.mark.parametrize("path", ["PATCH ", "PATCH reviews/rel03/answers/", "POST reviews/"])
def test_the_api_says_that_somebody_may_not_before_what_is_wrong(cast: Cast, review: Review, path: str) -> None:
    method, _, rest = path.partition(" ")
    address = f"{ROOT}workloads/{review.workload.public_id}/{rest}"
    send = {role: getattr(client_of(getattr(cast, role)), method.lower()) for role in ("viewer", "outsider", "lead")}
    got = {role: to(address, {"nothing": 1}).status_code for role, to in send.items()}
    assert got == {"viewer": 403, "outsider": 404, "lead": 422}


@pytest.fixture
def red(cast: Cast) -> Team:
    """A team of which the lead of the other one is a viewer."""
    red = Team.objects.create(name="Red")
    Membership.objects.create(team=red, user=cast.lead, role="viewer")
    Membership.objects.create(team=red, user=cast.outsider, role="lead")
    return red


def test_a_workload_goes_to_no_team_and_no_owner_beyond_ones_own(cast: Cast, workload: Workload, red: Team) -> None:
    client = signed_in(cast.lead)
    form = {"name": "Till", "environment": "production", "tier": "2", "interval_days": "90"}
    for team in (red.public_id, str(red.pk), str(cast.team.pk)):
        assert client.post(reverse("workload_new"), {**form, "team": team}).status_code == 422
    edit = reverse("workload_edit", args=[workload.public_id])
    for owner in (cast.outsider.public_id, str(cast.lead.pk)):
        assert client.post(edit, {**form, "owner": owner}).status_code == 422
    client.post(edit, {**form, "team": red.public_id})
    workload.refresh_from_db()
    assert (workload.name, workload.team, workload.owner) == ("Till", cast.team, None)


def test_lines_of_two_teams_change_together_or_not_at_all(
    cast: Cast, review: Review, answer: Answer, red: Team
) -> None:
    answer(BP01="in_place", BP02="not_in_place", BP03="not_in_place")
    ours, theirs = Improvement.objects.order_by("practice")
    elsewhere = Workload.objects.create(team=red, name="Till", created_at=review.created_at)
    there = Review.objects.create(
        workload=elsewhere, lens=review.lens, version=review.version, created_at=review.created_at
    )
    Improvement.objects.filter(pk=theirs.pk).update(review=there)
    form = {"line": [ours.public_id, theirs.public_id], "state": "done"}
    assert signed_in(cast.lead).post(reverse("plan_bulk"), form).status_code == 403
    assert set(Improvement.objects.values_list("state", flat=True)) == {"to_do"}


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example"]
)
def test_nobody_is_led_away(cast: Cast, back: str) -> None:
    assert signed_in(cast.lead).post(reverse("plan_bulk"), {"next": back})["Location"] == reverse("plan")
    stranger = Client()
    form = {"username": "lead@example.org", "password": "a-long-password", "next": back}
    assert stranger.post(f"{reverse('sign_in')}?next={quote(back)}", form)["Location"] == "/"


def test_a_name_is_text_wherever_it_is_shown(cast: Cast, review: Review) -> None:
    script = "<script>alert(1)</script>"
    Workload.objects.update(name=script, description=script, industry=script)
    client, workload = signed_in(cast.lead), review.workload.public_id
    for page in ("workload", "workload_edit", "workload_plan", "workload_findings", "milestones", "workload_delete"):
        assert script not in client.get(reverse(page, args=[workload])).content.decode()
    for page in ("portfolio", "plan", "findings"):
        assert script not in client.get(reverse(page)).content.decode()
    assert script not in client.get(reverse("review", args=[workload, "rel03"])).content.decode()


def test_a_file_is_named_without_what_a_header_cannot_hold(cast: Cast, review: Review) -> None:
    Workload.objects.update(name='a"\r\nX-Y: z/../=1')
    sent = signed_in(cast.lead).get(reverse("workload_export", args=[review.workload.public_id, "csv"]))
    assert sent["Content-Disposition"].startswith('attachment; filename="a-x-y-z1-')
    assert "X-Y" not in sent


def test_pages_and_the_api_want_a_token_from_a_browser(cast: Cast, review: Review) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.lead)
    workload = review.workload.public_id
    assert browser.post(reverse("round_start", args=[workload, "rel03"])).status_code == 403
    sent = browser.patch(f"{ROOT}workloads/{workload}/", '{"tier": 1}', content_type="application/json")
    assert sent.status_code == 403
    assert not Event.objects.filter(verb="edited").exists()


def test_somebody_who_left_is_out_at_once(cast: Cast) -> None:
    browser, program = signed_in(cast.lead), client_of(cast.lead)
    assert (browser.get("/").status_code, program.get(f"{ROOT}me/").status_code) == (200, 200)
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)
    assert (browser.get("/").status_code, program.get(f"{ROOT}me/").status_code) == (302, 401)


@pytest.mark.parametrize("method", ["post", "put", "delete", "trace", "options"])
def test_the_knowledge_is_only_read(cast: Cast, review: Review, method: str) -> None:
    send = getattr(signed_in(cast.lead), method)
    for name, arguments in (("lenses", []), ("lens", ["rel03"]), ("lens_document", ["rel03", 1])):
        assert send(reverse(name, args=arguments)).status_code == 405

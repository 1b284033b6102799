"""AWS's own files, brought in through the API: what they mean for a review, and what is wrong with them."""

import json
from typing import Any

import pytest

from accounts.models import Event
from pillars.models import LensVersion
from reviews.models import Item, Review, Workload
from tests.reviews.answer_files import (
    AWS_QUESTION,
    CONTRACTS,
    DOMAINS,
    IMPORTS,
    NONE,
    SEGMENT,
    aws_answer,
    get_answer,
    send,
)
from tests.reviews.api.clients import client_of
from tests.reviews.codes import PRACTICES
from tests.reviews.conftest import Answer, Cast

NO_CHOICES: dict[str, Any] = {"SelectedChoices": [], "ChoiceAnswers": []}


def bring(cast: Cast, content: object, **query: str) -> Any:  # noqa: ANN401 - the client's response
    """Send a value, or text that is to be JSON, as somebody who may answer."""
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    return send(client_of(cast.contributor), body, "json", **query)


def stored(cast: Cast, review: Review, content: object, **query: str) -> dict[str, Any]:
    reply = bring(cast, content, workload=review.workload.public_id, dry_run="false", **query)
    assert reply.status_code == 201, reply.json()
    told: dict[str, Any] = reply.json()
    return told


def claims(review: Review) -> str:
    """Return the claims on BP01, BP02 and BP03 as DESIGN.md's tables write them."""
    marks = {"in_place": "P", "not_in_place": "-", "unanswered": "?", "not_applicable": "n"}
    states = dict(Item.objects.filter(review=review).values_list("item", "state"))
    return " ".join(marks[states.get(practice, "unanswered")] for practice in PRACTICES.values())


def choice(choice_id: str, status: str, **more: str) -> dict[str, str]:
    return {"ChoiceId": choice_id, "Status": status, **more}


@pytest.mark.parametrize(
    ("before", "answer_of_aws", "after"),
    [
        ("? ? ?", aws_answer(SEGMENT), "P - -"),
        ("? ? ?", aws_answer(SEGMENT, DOMAINS, CONTRACTS), "P P P"),
        ("P ? ?", aws_answer(DOMAINS), "- P -"),
        # Nothing is given: nothing is said.
        ("P ? ?", aws_answer(), "P ? ?"),
        ("P ? ?", aws_answer(ChoiceAnswers=[choice(SEGMENT, "UNSELECTED")]), "P ? ?"),
        (
            "P ? ?",
            aws_answer(DOMAINS, ChoiceAnswers=[choice(SEGMENT, "UNSELECTED"), choice(DOMAINS, "SELECTED")]),
            "- P -",
        ),
        ("? ? ?", aws_answer(ChoiceAnswers=[choice(CONTRACTS, "NOT_APPLICABLE", Reason="OTHER")]), "- - n"),
        # None of these leaves alone what is not applicable.
        ("P n ?", aws_answer(NONE), "- n -"),
        ("P n ?", aws_answer(NONE, ChoiceAnswers=[choice(DOMAINS, "UNSELECTED")]), "- n -"),
        ("P n ?", aws_answer(CONTRACTS), "- - P"),
        ("? ? ?", aws_answer(NONE, ChoiceAnswers=[choice(CONTRACTS, "NOT_APPLICABLE")]), "- - n"),
        # What does not apply as a whole keeps what was said below it.
        ("P ? ?", aws_answer(DOMAINS, IsApplicable=False, Reason="OUT_OF_SCOPE"), "P ? ?"),
        # As ListAnswers has it.
        ("? ? ?", aws_answer(ChoiceAnswerSummaries=[choice(SEGMENT, "SELECTED")], ChoiceAnswers=None), "P - -"),
    ],
)
def test_what_an_answer_means(
    cast: Cast, review: Review, answer: Answer, before: str, answer_of_aws: dict[str, Any], after: str
) -> None:
    states = {"P": "in_place", "n": "not_applicable"}
    answer(**{code: states[mark] for code, mark in zip(PRACTICES, before.split(), strict=True) if mark in states})
    stored(cast, review, {"LensAlias": "wellarchitected", "Answer": answer_of_aws})
    assert claims(review) == after


def test_notes_and_reasons_come_along(cast: Cast, review: Review) -> None:
    stored(
        cast,
        review,
        get_answer(
            Notes="Looked at it.\r\nTwice.",
            SelectedChoices=[SEGMENT],
            ChoiceAnswers=[
                choice(SEGMENT, "SELECTED", Notes="By domain."),
                choice(CONTRACTS, "NOT_APPLICABLE", Reason="BUSINESS_PRIORITIES", Notes="No callers."),
            ],
        ),
    )
    items = {item.item: item for item in Item.objects.filter(review=review)}
    assert items[""].note == "Looked at it.\nTwice."
    assert items[SEGMENT].note == "By domain."
    assert items[CONTRACTS].reason == "Business priorities: No callers."
    # A summary has no notes: then they stay.
    stored(cast, review, {"AnswerSummaries": [aws_answer(DOMAINS)]})
    assert Item.objects.get(review=review, item="").note == "Looked at it.\nTwice."
    stored(cast, review, get_answer(IsApplicable=False))
    question = Item.objects.get(review=review, item="")
    assert (question.state, question.reason) == ("not_applicable", "Not applicable in the AWS Well-Architected Tool")
    stored(cast, review, get_answer(DOMAINS))
    assert Item.objects.get(review=review, item="").state == "applicable"


def page(*answers: dict[str, Any], **more: str) -> dict[str, Any]:
    """Return a page of ``aws wellarchitected list-answers``."""
    return {"WorkloadId": "b" * 32, "LensAlias": "wellarchitected", "AnswerSummaries": list(answers), **more}


OTHER = aws_answer("rel_other_a", question="other-question", QuestionTitle="Something else?")


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(get_answer(SEGMENT)),
        json.dumps([get_answer(SEGMENT)]),
        json.dumps(aws_answer(SEGMENT)),
        json.dumps([aws_answer(SEGMENT), OTHER]),
        json.dumps(page(OTHER, NextToken="more")) + "\n" + json.dumps(page(aws_answer(SEGMENT))),
        json.dumps(page(aws_answer(SEGMENT))),
        b"\xef\xbb\xbf" + json.dumps(get_answer(SEGMENT)).encode(),
        json.dumps(get_answer(SEGMENT)).encode("utf-16"),
        json.dumps({"lenses": [{"wellarchitected": [OTHER, aws_answer(SEGMENT)]}, {"serverless": []}]}),
    ],
)
def test_each_of_awss_outputs_is_read(cast: Cast, review: Review, content: str | bytes) -> None:
    reply = bring(cast, content, workload=review.workload.public_id, dry_run="false")
    assert reply.status_code == 201, reply.json()
    assert claims(review) == "P - -"
    assert reply.json()["report"]["remarks"] == []


def test_answers_that_are_there_are_written_over_and_that_is_told(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    told = stored(cast, review, get_answer(SEGMENT))
    assert told["report"]["remarks"] == []
    told = stored(cast, review, get_answer(DOMAINS))
    assert told["report"]["remarks"] == ["The file names no version: every answer that differs is written."]


def test_questions_that_no_lens_has_are_left_out_and_a_list_that_goes_on_is_told(cast: Cast, review: Review) -> None:
    report = stored(cast, review, page(aws_answer(SEGMENT), OTHER, NextToken="more"))["report"]
    assert report["left_out"] == [
        {
            "place": "$.AnswerSummaries[1]",
            "lens": "rel03",
            "question": "other-question",
            "title": "Something else?",
        }
    ]
    assert "NextToken" in report["remarks"][0]
    assert [change["place"] for change in report["changes"]] == [
        "$.AnswerSummaries[0].SelectedChoices[0]",
        "$.AnswerSummaries[0].SelectedChoices",
        "$.AnswerSummaries[0].SelectedChoices",
    ]


def labs(*answers: dict[str, Any], name: str = "Payments") -> dict[str, Any]:
    """Return what AWS's labs script writes."""
    workload = {
        "WorkloadId": "b" * 32,
        "WorkloadName": name,
        "Description": "Takes money.",
        "AwsRegions": ["eu-west-1"],
    }
    workload |= {"Environment": "PREPRODUCTION", "Lenses": ["wellarchitected"]}
    return {"workload": [workload], "lens_review": [], "lenses": [{"wellarchitected": list(answers)}]}


def test_the_labs_file_makes_its_workload_and_review(cast: Cast, rel03: LensVersion) -> None:
    asked = {"create": "true", "team": cast.team.public_id}
    tried = bring(cast, labs(aws_answer(SEGMENT, Notes="Why.")), **asked)
    assert tried.status_code == 201, tried.json()
    report = tried.json()["report"]
    assert (report["creates"], report["begins"][0]["lens"], report["counts"]["changes"]) == ("Payments", "rel03", 4)
    assert not Workload.objects.exists()
    reply = client_of(cast.contributor).post(f"{IMPORTS}{tried.json()['id']}/apply/")
    assert reply.status_code == 200, reply.json()
    workload = Workload.objects.get()
    assert (workload.name, workload.environment, workload.regions) == ("Payments", "pre_production", "eu-west-1")
    assert (workload.description, workload.team) == ("Takes money.", cast.team)
    assert claims(Review.objects.get()) == "P - -"
    assert [event.verb for event in Event.objects.order_by("pk")][-4:] == [
        *("registered", "began review", "answered", "brought answers in")
    ]
    again = bring(cast, labs(aws_answer(SEGMENT), name="PAYMENTS"), **asked)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/workload/0/WorkloadName")
    assert bring(cast, get_answer(SEGMENT), **asked).status_code == 422


def test_a_review_that_is_not_there_is_begun(cast: Cast, workload: Workload, rel03: LensVersion) -> None:
    reply = bring(cast, get_answer(DOMAINS), workload=workload.public_id, dry_run="false")
    assert reply.json()["report"]["begins"] == [
        {"workload": workload.public_id, "workload_name": "Ledger", "lens": "rel03"}
    ]
    assert claims(Review.objects.get()) == "- P -"


@pytest.mark.parametrize(
    ("content", "place", "detail"),
    [
        (get_answer("rel_unknown"), "$.Answer.SelectedChoices[0]", "has no choice 'rel_unknown'"),
        (labs(aws_answer(SEGMENT, "x")), "$.lenses[0].wellarchitected[0].SelectedChoices[1]", "has no choice 'x'"),
        (get_answer(NONE, SEGMENT), "$.Answer.SelectedChoices[0]", "together with other choices"),
        (page(aws_answer(SEGMENT), aws_answer(DOMAINS)), "$.AnswerSummaries[1]", "answered twice"),
        (get_answer(Notes="n" * 2085), "$.Answer.Notes", "At most 2084"),
        (get_answer(Notes=7), "$.Answer.Notes", "Expected a text"),
        (get_answer(Notes="a\x00"), "$.Answer.Notes", "NUL"),
        (
            '{"Answer": {"QuestionId": "service-architecture", "Notes": "\\ud800"}}',
            "$.Answer.Notes",
            "half a character",
        ),
        (get_answer(IsApplicable="no"), "$.Answer.IsApplicable", "Expected true or false"),
        (get_answer(IsApplicable=False, Reason="BORED"), "$.Answer.Reason", "Expected one of OUT_OF_SCOPE"),
        (get_answer(SelectedChoices={}), "$.Answer.SelectedChoices", "Expected a list"),
        (get_answer(SelectedChoices=[1]), "$.Answer.SelectedChoices[0]", "id of a choice"),
        (get_answer(ChoiceAnswers=[1]), "$.Answer.ChoiceAnswers[0]", "Expected an object"),
        (get_answer(ChoiceAnswers=[choice(SEGMENT, "MAYBE")]), "$.Answer.ChoiceAnswers[0].Status", "Expected one of"),
        (
            get_answer(SEGMENT, ChoiceAnswers=[choice(SEGMENT, "UNSELECTED")]),
            "$.Answer.SelectedChoices[0]",
            "UNSELECTED",
        ),
        (get_answer(question=""), "$.Answer.QuestionId", "id is missing"),
        ({"Answer": []}, "$.Answer", "Expected an answer"),
        ({"lenses": [[]]}, "$.lenses[0]", "Expected an object"),
        ({"lenses": [{"a b": 1}]}, "$.lenses[0]['a b']", "Expected a list"),
        ({"lenses": [{"\ud800": [OTHER]}]}, "$.lenses[0]['\\ud800']", "half a character"),
        ({"workload": [{}, {}], "lenses": []}, "$.workload", "one workload"),
        ([[[]]], "$[0]", "Expected what `aws wellarchitected"),
        ([], "$", "There is no answer in it"),
        ({"Items": []}, "$", "Expected what `aws wellarchitected"),
        ([OTHER], "$", "No lens that is loaded"),
        ("{", "line 1, column 2", "This is not JSON"),
        ('{"Answer": NaN}', "the file", "NaN is not a number"),
        ('{"Answer": 1, "Answer": 2}', "the file", "'Answer' stands twice"),
        ('{"Answer": ' + "9" * 5000 + "}", "the file", "Exceeds the limit"),
        ("[" * 100_000, "the file", "nests too deep"),
        (b'{"Answer": "\xff"}', "byte 12", "not in UTF-8"),
    ],
)
def test_what_is_wrong_is_told_with_its_path(
    cast: Cast, review: Review, content: object, place: str, detail: str
) -> None:
    reply = bring(cast, content, workload=review.workload.public_id, dry_run="false")
    assert reply.status_code == 422
    error = reply.json()["errors"][0]
    assert error["place"] == place
    assert detail in error["detail"]
    assert not Item.objects.exists()


def test_a_pointer_leads_to_what_is_wrong(cast: Cast, review: Review) -> None:
    reply = bring(cast, {"lenses": [{"a/b": [aws_answer("x")]}]}, workload=review.workload.public_id)
    assert reply.json()["errors"][0]["pointer"] == "/lenses/0/a~1b/0/SelectedChoices/0"


def test_a_workload_has_to_be_named(cast: Cast, review: Review) -> None:
    reply = bring(cast, get_answer(SEGMENT))
    assert reply.status_code == 422
    assert "Name the workload" in reply.json()["errors"][0]["detail"]
    assert bring(cast, get_answer(SEGMENT), workload=review.workload.public_id, lens="none").status_code == 422


def test_an_arn_and_the_questions_own_id_find_the_lens_too(cast: Cast, review: Review) -> None:
    arn = "arn:aws:wellarchitected:eu-west-1:123456789012:lens/rel03"
    own = aws_answer(SEGMENT, question="service_architecture")
    stored(cast, review, {"LensArn": arn, "Answer": own})
    assert claims(review) == "P - -"
    assert AWS_QUESTION != "service_architecture"

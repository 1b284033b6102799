"""The answers to the steps, as sums by level, against DEMO.md: done counts 1, partly a half, of those that apply."""

import pytest

from pillars.compiling import compiled
from reviews.models import Item
from tests.demo.conftest import WORDS, Demo, table
from tests.reviews.codes import PRACTICES, QUESTION

pytestmark = pytest.mark.django_db

# workload | practice | in place | sum of each level that was answered, from level 2 up
SUMS = """
Payments platform    | BP01 | yes | 9/9, 16/18, 1/5
Payments platform    | BP02 | yes | 10/10, 11.5/13
Payments platform    | BP03 | yes | 11/11, 11.5/13
Storefront           | BP01 | yes | 6.5/9
Storefront           | BP02 | yes | 8/10
Storefront           | BP03 | yes | 9/11
Order desk           | BP01 | no  | 1.5/9
Order desk           | BP02 | no  | 1.5/10
Order desk           | BP03 | no  | 0.5/11
Gift cards           | BP01 | yes | 9/9
Gift cards           | BP02 | yes | 9.5/10
Gift cards           | BP03 | no  | 4.5/11
Parcel tracking      | BP01 | yes | 9/9, 12/18
Parcel tracking      | BP02 | yes | 10/10, 7/13
Parcel tracking      | BP03 | yes | 10/11, 7/13
Route planner        | BP01 | yes | 8/8
Route planner        | BP02 | yes | 9/10
Route planner        | BP03 | n/a | -
Warehouse control    | BP01 | yes | 8/9
Warehouse control    | BP02 | no  | 5/10
Warehouse control    | BP03 | yes | 9/11
Customs declarations | BP01 | yes | 9/9, 14.5/18, 2/5
Customs declarations | BP02 | yes | 10/10, 11/13
Customs declarations | BP03 | yes | 11/11, 11/13, 1/5
Identity             | BP01 | yes | 9/9, 17.5/18, 4.5/5
Identity             | BP02 | yes | 10/10, 13/13, 4/5
Identity             | BP03 | yes | 11/11, 13/13, 4.5/5
Event backbone       | BP01 | yes | 9/9, 6.5/18
Event backbone       | BP02 | yes | 10/10
Event backbone       | BP03 | no  | 4.5/11
Reporting warehouse  | BP01 | no  | 3/9
Reporting warehouse  | BP02 | yes | 8.5/10
Reporting warehouse  | BP03 | no  | 2/11
"""


def sums(demo: Demo, workload: str, practice: str) -> tuple[str, str]:
    """Return what is said of a practice, and the sum of each level whose steps are all answered."""
    review = demo.review(workload)
    states = dict(Item.objects.filter(review=review).values_list("item", "state"))
    steps = compiled(review.version_id).question(QUESTION).practice(PRACTICES[practice]).steps
    found = []
    for level in (2, 3, 4):
        given = [states[step.id] for step in steps if step.level == level and step.id in states]
        apply = [state for state in given if state != "not_applicable"]
        total = apply.count("done") + apply.count("partly") / 2
        if apply:
            assert len(given) == sum(step.level == level for step in steps)
            found.append(f"{total:g}/{len(apply)}")
    return WORDS[states[PRACTICES[practice]]], ", ".join(found) or "-"


@pytest.mark.parametrize("row", table(SUMS), ids=lambda row: f"{row[0]} {row[1]}")
def test_sums_by_level(demo: Demo, row: tuple[str, ...]) -> None:
    assert sums(demo, row[0], row[1]) == row[2:]

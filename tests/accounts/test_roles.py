"""Who may do what, as one table: the code's table is held against this one, row by row."""

import itertools

import pytest

from accounts.roles import Action, may

#           viewer contributor reviewer lead portfolio_viewer administrator
TABLE = """
read                  yes yes yes yes yes yes
edit workloads        no  yes yes yes no  yes
answer                no  yes yes yes no  yes
edit improvements     no  yes yes yes no  yes
link tickets          no  yes yes yes no  yes
make milestones       no  yes yes yes no  yes
start rounds          no  yes yes yes no  yes
decide on findings    no  no  yes yes no  yes
manage members        no  no  no  yes no  yes
delete workloads      no  no  no  yes no  yes
manage teams          no  no  no  no  no  yes
"""
ROLES = ["viewer", "contributor", "reviewer", "lead", "portfolio_viewer", "administrator"]
INSTALLATION = {"portfolio_viewer", "administrator"}


def rows() -> list[tuple[str, str, bool]]:
    found = []
    for line in filter(None, TABLE.splitlines()):
        action, answers = line[:22].strip(), line[22:].split()
        found += [(action, role, answer == "yes") for role, answer in zip(ROLES, answers, strict=True)]
    return found


@pytest.mark.parametrize(("action", "role", "expected"), rows())
def test_a_role_may_do_what_the_table_says(action: str, role: str, expected: bool) -> None:
    team_role, installed = ("", role) if role in INSTALLATION else (role, "")
    assert may(Action(action), team_role=team_role, installation_role=installed) is expected


def test_the_table_has_a_row_for_every_action() -> None:
    assert {action for action, _, _ in rows()} == {action.value for action in Action}


def test_each_team_role_includes_those_before_it() -> None:
    for weaker, stronger in itertools.pairwise(["viewer", "contributor", "reviewer", "lead"]):
        for action in Action:
            if may(action, team_role=weaker, installation_role=""):
                assert may(action, team_role=stronger, installation_role="")


def test_nobody_may_do_anything_without_a_role() -> None:
    assert not any(may(action, team_role="", installation_role="") for action in Action)

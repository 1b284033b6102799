"""The answers of an AWS Well-Architected review, as its tools print them.

Read are what ``get-answer`` and ``list-answers`` of the AWS command line give (one output, several after each other, or
a list of them), and the file of AWS's labs script, which holds a workload with all its lenses.
"""

from dataclasses import dataclass, field
from typing import Any

from reviews.incoming import json_file
from reviews.incoming.aws_review import REASONS, Answer, Choice, LensAnswers, Review, Status, Workload
from reviews.incoming.said import MAX_LINES, Parts, Trouble, Unreadable, is_storable, place_of, unreadable

_EXPECTED = (
    "Expected what `aws wellarchitected get-answer` or `list-answers` prints, or the file of AWS's labs script "
    "(`workload`, `lenses`)."
)


def read(content: bytes) -> Review:
    """Return what the file says. Raises Unreadable with everything that is wrong with it, by JSON path."""
    values = json_file.values(content)
    walker = _Walker()
    # Several outputs one after the other are read as the list of them.
    root, parts = (values[0], ()) if len(values) == 1 else (values, ())
    walker.document(root, parts)
    if walker.troubles:
        raise Unreadable(walker.troubles)
    lenses = tuple(LensAnswers(alias, found.parts, tuple(found.answers)) for alias, found in walker.lenses.items())
    if not any(lens.answers for lens in lenses):
        raise unreadable(f"There is no answer in it. {_EXPECTED}", "$")
    return Review(lenses, walker.workload, walker.goes_on)


@dataclass
class _Found:
    parts: Parts
    answers: list[Answer] = field(default_factory=list)


class _Walker:
    """Walks the document; what is wrong gathers in ``troubles``."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self.lenses: dict[str, _Found] = {}
        self.workload: Workload | None = None
        self.goes_on = False
        self._count = 0

    def document(self, value: Any, parts: Parts, alias: str = "") -> None:  # noqa: ANN401 - any JSON
        """Read an output, or a list of them."""
        if isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, list):
                    self._wrong((*parts, index), _EXPECTED)
                else:
                    self.document(each, (*parts, index), alias)
        elif not isinstance(value, dict):
            self._wrong(parts, _EXPECTED)
        elif "lenses" in value:
            self._labs(value, parts)
        else:
            self._output(value, parts, alias)

    def _output(self, value: dict[str, Any], parts: Parts, alias: str) -> None:
        alias = self._text(value, "LensAlias", parts) or self._text(value, "LensArn", parts) or alias
        if "AnswerSummaries" in value:
            # Each page says whether another one follows.
            self.goes_on = bool(value.get("NextToken"))
            for index, each in enumerate(self._list(value, "AnswerSummaries", parts)):
                self._answer(each, (*parts, "AnswerSummaries", index), alias)
        elif "Answer" in value:
            self._answer(value["Answer"], (*parts, "Answer"), alias)
        elif "QuestionId" in value:
            self._answer(value, parts, alias)
        else:
            self._wrong(parts, _EXPECTED)

    def _labs(self, value: dict[str, Any], parts: Parts) -> None:
        workloads = self._list(value, "workload", parts)
        if len(workloads) > 1:
            self._wrong((*parts, "workload"), "Only files with one workload are read.")
        elif workloads:
            self.workload = self._workload(workloads[0], (*parts, "workload", 0))
        for index, lens in enumerate(self._list(value, "lenses", parts)):
            here = (*parts, "lenses", index)
            if not isinstance(lens, dict):
                self._wrong(here, "Expected an object: a lens's alias with its answers.")
                continue
            for alias in lens:
                if not is_storable(alias):
                    self._wrong((*here, alias), "The alias holds a NUL character or half a character.")
                for number, each in enumerate(self._list(lens, alias, here)):
                    self._answer(each, (*here, alias, number), alias)

    def _workload(self, value: Any, parts: Parts) -> Workload | None:  # noqa: ANN401 - any JSON
        if not isinstance(value, dict):
            self._wrong(parts, "Expected an object.")
            return None
        name = self._text(value, "WorkloadName", parts) or self._text(value, "Name", parts)
        regions = [
            each for each in self._list(value, "AwsRegions", parts) if isinstance(each, str) and is_storable(each)
        ]
        return Workload(
            name=name,
            description=self._text(value, "Description", parts),
            production=self._text(value, "Environment", parts) != "PREPRODUCTION",
            industry=self._text(value, "Industry", parts),
            regions=", ".join(regions),
        )

    def _answer(self, value: Any, parts: Parts, alias: str) -> None:  # noqa: ANN401 - any JSON
        self._count += 1
        if self._count > MAX_LINES:
            raise unreadable(f"The file has more than {MAX_LINES:,} answers.", place_of(parts).text)
        if not isinstance(value, dict):
            self._wrong(parts, "Expected an answer, which is an object.")
            return
        question = self._text(value, "QuestionId", parts)
        if not question:
            self._wrong((*parts, "QuestionId"), "The question's id is missing.")
        applicable = value.get("IsApplicable")
        if not (applicable is None or isinstance(applicable, bool)):
            self._wrong((*parts, "IsApplicable"), "Expected true or false.")
        answer = Answer(
            parts=parts,
            question=question,
            title=self._text(value, "QuestionTitle", parts),
            choices=self._choices(value, parts),
            applicable=applicable,
            reason=self._reason(value, parts),
            notes=self._text(value, "Notes", parts),
        )
        self.lenses.setdefault(alias, _Found(parts)).answers.append(answer)

    def _choices(self, value: dict[str, Any], parts: Parts) -> dict[str, Choice]:
        found: dict[str, Choice] = {}
        name = "ChoiceAnswerSummaries" if value.get("ChoiceAnswers") is None else "ChoiceAnswers"
        for index, each in enumerate(self._list(value, name, parts)):
            here: Parts = (name, index)
            if not isinstance(each, dict):
                self._wrong((*parts, *here), "Expected an object.")
                continue
            choice = self._text(each, "ChoiceId", (*parts, *here))
            status = self._text(each, "Status", (*parts, *here))
            if status not in Status.__members__:
                self._wrong((*parts, *here, "Status"), f"Expected one of {', '.join(Status)}.")
            elif not choice or choice in found:
                self._wrong((*parts, *here, "ChoiceId"), "Expected the id of a choice, once.")
            else:
                reason = self._reason(each, (*parts, *here))
                found[choice] = Choice(Status(status), here, reason, self._text(each, "Notes", (*parts, *here)))
        self._selected(value, parts, found)
        return found

    def _selected(self, value: dict[str, Any], parts: Parts, found: dict[str, Choice]) -> None:
        for index, choice in enumerate(self._list(value, "SelectedChoices", parts)):
            here: Parts = ("SelectedChoices", index)
            if not isinstance(choice, str) or not choice:
                self._wrong((*parts, *here), "Expected the id of a choice.")
            elif found.setdefault(choice, Choice(Status.SELECTED, here)).status is not Status.SELECTED:
                self._wrong((*parts, *here), f"{choice[:80]!r} is selected here and {found[choice].status} beside it.")

    def _reason(self, value: dict[str, Any], parts: Parts) -> str:
        reason = self._text(value, "Reason", parts)
        if reason and reason not in REASONS:
            self._wrong((*parts, "Reason"), f"Expected one of {', '.join(REASONS)}.")
        return REASONS.get(reason, "")

    def _text(self, value: dict[str, Any], name: str, parts: Parts) -> str:
        text = value.get(name)
        if text is None:
            return ""
        if not isinstance(text, str):
            self._wrong((*parts, name), "Expected a text.")
            return ""
        if not is_storable(text):
            self._wrong((*parts, name), "The text holds a NUL character or half a character.")
            return ""
        return text.replace("\r\n", "\n")

    def _list(self, value: dict[str, Any], name: str, parts: Parts) -> list[Any]:
        found = value.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            self._wrong((*parts, name), "Expected a list.")
            return []
        return found

    def _wrong(self, parts: Parts, detail: str) -> None:
        self.troubles.append(Trouble(place_of(parts), detail))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_storable(value)

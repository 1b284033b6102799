"""Rules that load and hardly say what their author meant."""

from collections.abc import Iterator

from pillars.documents.nodes import Node
from pillars.documents.shapes import Practice, Question, Rule
from pillars.rules import And, Choice, Default, Not, Or, Risk, Tree


def check_rules(question: Question, node: Node) -> None:
    """Warn of states without a true rule, a missing ``default``, rules that never win, and a wrong risk if absent.

    Looks at the states in which every practice applies. ``node`` is the question's place in the document.
    """
    if not question.rules:
        return
    table = _Table(question)
    rules = node.at("riskRules")
    taken = 0
    for index, rule in enumerate(question.rules):
        wins = table.truth(rule.tree) & ~taken
        if not wins and not isinstance(rule.tree, Default):
            item = Node(None, f"{rules.path}[{index}].condition", node.log)
            item.warn("is never the first true rule, so that it never gives the risk")
        taken |= wins
    if state := table.everything & ~taken:
        rules.warn(f"no rule is true where {table.described(state)}: the question is HIGH then")
    elif not any(isinstance(rule.tree, Default) for rule in question.rules):
        rules.warn("no rule is default: where practices do not apply, the question can turn out HIGH")
    for text in table.wrong_risks():
        node.at("choices").warn(text)


class _Table:
    """Truth tables held in integers: bit number s is the state in which the practices of s's own bits are in place."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._states = 1 << len(question.practices)
        self.everything = (1 << self._states) - 1
        self._truths = {practice.id: self._column(index) for index, practice in enumerate(question.practices)}
        # "None of these" is true where no practice is in place.
        self._truths |= {choice.id: 1 for choice in question.none_choices}

    def _column(self, index: int) -> int:
        column, width = ((1 << (1 << index)) - 1) << (1 << index), 2 << index
        while width < self._states:
            column |= column << width
            width *= 2
        return column

    def truth(self, tree: Tree) -> int:
        """Return the states in which the condition is true."""
        match tree:
            case Default():
                return self.everything
            case Choice(id=choice_id):
                return self._truths[choice_id]
            case Not(term=term):
                return self.everything & ~self.truth(term)
            case And(terms=terms):
                result = self.everything
                for term in terms:
                    result &= self.truth(term)
                return result
            case Or(terms=terms):
                result = 0
                for term in terms:
                    result |= self.truth(term)
                return result

    def described(self, states: int) -> str:
        """Describe the lowest of some states."""
        state = (states & -states).bit_length() - 1
        names = [practice.id for index, practice in enumerate(self._question.practices) if state >> index & 1]
        return (
            f"only {', '.join(names)} {'is' if len(names) == 1 else 'are'} in place" if names else "nothing is in place"
        )

    def _risk(self, state: int) -> Risk:
        rules: tuple[Rule, ...] = self._question.rules
        return next((rule.risk for rule in rules if self.truth(rule.tree) >> state & 1), Risk.HIGH)

    def wrong_risks(self) -> Iterator[str]:
        """Name each practice whose risk if absent is not what the rules give where only it is missing."""
        practices: tuple[Practice, ...] = self._question.practices
        for index, practice in enumerate(practices):
            risk = self._risk((self._states - 1) ^ (1 << index))
            if practice.risk and practice.risk is not risk:
                yield f"{practice.id} says {practice.risk} if absent, the rules give {risk}"

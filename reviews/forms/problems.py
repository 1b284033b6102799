"""An action's refusal, shown beside the fields of a form."""

from django import forms

from accounts.problems import InputProblems


def show(refused: InputProblems, form: forms.Form) -> None:
    """Put each problem on the field that its pointer begins with, or on the form as a whole."""
    for problem in refused.problems:
        field = problem.pointer.split("/")[1] if problem.pointer else ""
        form.add_error(field if field in form.fields else None, problem.message)

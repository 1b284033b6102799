"""``load_demo`` before any lens is there."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db
def test_a_missing_lens_is_named_with_what_to_do() -> None:
    with pytest.raises(CommandError, match=r"rel03 is not loaded: run load_lens fixtures/lenses/rel03\.json first"):
        call_command("load_demo")

"""What is asked of the queue inside one transaction."""

from django.db import connection, transaction

from reviews import queue


def waiting() -> int:
    """Return how many messages wait for the commit."""
    return len(connection.run_on_commit)


def test_asking_for_the_same_twice_in_a_transaction_is_one_message(db: None) -> None:
    with transaction.atomic():
        queue.after_commit("reviews.assess", 1)
        queue.after_commit("reviews.assess", 1)
        queue.after_commit("reviews.assess", 2)
        assert waiting() == 2


def test_what_an_undone_block_asked_for_is_asked_again(db: None) -> None:
    with transaction.atomic():
        with transaction.atomic():
            queue.after_commit("reviews.assess", 1)
            transaction.set_rollback(True)
        assert waiting() == 0
        queue.after_commit("reviews.assess", 1)
        assert waiting() == 1

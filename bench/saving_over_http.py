"""Save one answer over HTTP, at 100 and at 1,000 reviews, beside one UPSERT: ``python -m bench.saving_over_http``.

Each size has a server of two workers on a database of its own. One client, one connection, a token; a round asks each
of the four in turn. Sessions, pages and the worker are not part of it.
"""

# isort: off
from bench import own_database
# isort: on

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import count
from statistics import median
from time import perf_counter, sleep

from accounts.models import ApiToken
from bench import half_answered
from reviews.models import Item, Review

FEW, MANY = 100, 1000
SAVES = 200
ROUNDS = 5


class Site:
    """A server over one database, and the answers that are saved to it."""

    def __init__(self, port: int, token: str) -> None:
        self._server = HTTPConnection("127.0.0.1", port)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._numbers = count()
        self._reviews = list(Review.objects.select_related("workload").order_by("pk")[:10])
        steps = Item.objects.filter(review__in=self._reviews, kind="step").order_by("item")
        self._versions = {(item.review_id, item.question, item.item): 1 for item in steps}

    def many(self, ask: Callable[[], float], number: int) -> float:
        """Ask so many times over a fresh connection; return the median, in milliseconds."""
        self._server.close()
        return median(ask() for _ in range(number))

    def save(self) -> float:
        """Save the next step through the product; return the milliseconds."""
        key, body = self._next()
        workload = next(review.workload.public_id for review in self._reviews if review.pk == key[0])
        return self._timed(f"/api/v1/workloads/{workload}/reviews/rel03/answers/", key, body)

    def upsert(self) -> float:
        """Save the next step through the bare endpoint; return the milliseconds."""
        key, body = self._next()
        return self._timed(f"/api/v1/bare/{key[0]}/", key, body)

    def _next(self) -> tuple[tuple[int, str, str], bytes]:
        number = next(self._numbers)
        keys = list(self._versions)
        key = keys[number % len(keys)]
        state = ("done", "partly")[number // len(keys) % 2]
        item = {"question": key[1], "item": key[2], "state": state, "version": self._versions[key]}
        return key, json.dumps({"items": [item]}).encode()

    def _timed(self, path: str, key: tuple[int, str, str], body: bytes) -> float:
        begun = perf_counter()
        self._server.request("PATCH", path, body, self._headers)
        answer = self._server.getresponse()
        said = answer.read()
        taken = (perf_counter() - begun) * 1000
        assert answer.status == 200, said
        self._versions[key] += 1
        return taken


def main() -> None:
    """Measure the four in turn and print medians and ratios."""
    with own_database.template(), ExitStack() as stack:
        version, user = half_answered.rel03(), half_answered.contributor()
        token = ApiToken.issue(user=user, name="bench", at=half_answered.BEGAN)
        half_answered.reviews_of(version, FEW, by=user)
        few = stack.enter_context(_site("few", token))
        half_answered.reviews_of(version, MANY - FEW, by=user, first=FEW)
        many = stack.enter_context(_site("many", token))
        asked = {
            "save few": (few, few.save),
            "upsert few": (few, few.upsert),
            "save many": (many, many.save),
            "upsert many": (many, many.upsert),
        }
        for site, ask in asked.values():
            site.many(ask, 20)
        rounds = [{name: site.many(ask, SAVES) for name, (site, ask) in asked.items()} for _ in range(ROUNDS)]
    _tell(rounds)


def _tell(rounds: list[dict[str, float]]) -> None:
    for size, number in (("few", FEW), ("many", MANY)):
        save, upsert = (median(each[f"{kind} {size}"] for each in rounds) for kind in ("save", "upsert"))
        ratio = median(each[f"save {size}"] / each[f"upsert {size}"] for each in rounds)
        print(f"at {number:5,} reviews: save {save:5.1f} ms, one UPSERT {upsert:5.1f} ms, ratio {ratio:.2f}")
    flat = median(each["save many"] / each["save few"] for each in rounds)
    print(f"save at {MANY:,} reviews to {FEW:,}: {flat:.2f}, medians of {ROUNDS} rounds of {SAVES}")


@contextmanager
def _site(label: str, token: str) -> Iterator[Site]:
    """Serve a copy of the database as it is now."""
    with own_database.copy(label) as name:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"127.0.0.1:{port}"
        # Neither endpoint is held to a rate: the client is alone and asks as fast as it can.
        settings = {"DJANGO_SETTINGS_MODULE": "bench.bare_settings", "LINTEL_API_RATE": "0"}
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "-b", address, "--log-level=error"],
            env=os.environ | settings | {"LINTEL_DATABASE_URL": own_database.url(name)},
        )
        try:
            _wait_for(port)
            yield Site(port, token)
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.1)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()

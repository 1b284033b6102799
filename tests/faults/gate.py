"""A port in front of a broker that can be shut, fall silent and open again."""

import socket
import threading
from contextlib import suppress


class Gate:
    """Listens on a port of its own. ``silence`` accepts and never answers, ``shut`` refuses, ``open`` passes on.

    Each of them ends the connections that are there. ``accepted`` counts those that were ever made.
    """

    def __init__(self, upstream: tuple[str, int] | None = None) -> None:
        self.accepted = 0
        self._upstream = upstream
        self._passing = False
        self._live: list[socket.socket] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._listener: socket.socket | None = None

    def shut(self) -> None:
        """Refuse connections."""
        for each in [self._listener, *self._live]:
            if each is not None:
                # A thread that waits in it is only woken by a shutdown.
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
        self._listener, self._live = None, []

    def silence(self) -> None:
        """Accept connections and never answer."""
        self._listen(passing=False)

    def open(self) -> None:
        """Pass on whatever comes, both ways."""
        self._listen(passing=True)

    def _listen(self, *, passing: bool) -> None:
        self.shut()
        self._passing = passing
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                self.accepted += 1
                self._live.append(client)
                if self._passing and self._upstream:
                    server = socket.create_connection(self._upstream)
                    self._live.append(server)
                    for source, target in ((client, server), (server, client)):
                        threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)

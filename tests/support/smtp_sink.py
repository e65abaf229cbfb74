"""A mail server for tests: it stores what it gets, and refuses, misbehaves or goes down on demand."""

import logging
import socket
import threading
from collections import Counter
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells every line of every session


#: an answer that never comes: the mail is taken, then the line is cut
LOSE = "lose"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sink:
    """Messages in the order they were taken; `with Sink() as sink` starts and stops it.

    `at_rcpt`: {address: answer to RCPT}. `at_data`: {address: answers to DATA, in
    turn; the last one stays}; `LOSE` takes the mail and cuts the line. `tries`: how often each address was named.
    `on_message(count)`: called after each message, from the server's thread.
    """

    def __init__(self, port: int | None = None):
        self.port = port or free_port()
        self.messages, self.on_message = [], None
        self.at_rcpt, self.at_data, self.tries = {}, {}, Counter()
        self._controller, self._lock = None, threading.Lock()

    def __enter__(self):
        self.up()
        return self

    def __exit__(self, *_exception):
        self.down()

    def up(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def down(self):
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def message_ids(self) -> list:
        return [message["Message-Id"] for message in self.messages]

    def to(self, address: str) -> list:
        return [message for message in self.messages if address in message["To"]]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        self.tries[address] += 1
        if address in self.at_rcpt:
            return self.at_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):
        told = self._get_told(envelope.rcpt_tos[0])
        if told and told != LOSE:
            return told
        with self._lock:
            self.messages.append(message_from_bytes(envelope.content, policy=default))
            count = len(self.messages)
        answer = self.on_message and self.on_message(count)
        if told == LOSE:
            server.transport.abort()
        return answer or "250 Message accepted"

    def _get_told(self, address: str) -> str:
        answers = self.at_data.get(address) or [""]
        return answers.pop(0) if len(answers) > 1 else answers[0]

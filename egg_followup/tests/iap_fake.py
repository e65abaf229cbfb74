"""A fake of Odoo's services for SMS and letters, spoken to over HTTP by Odoo's own code.

It takes what it is given unless `state` or `error` say otherwise, and fails on demand: `fault` "silent" takes the
request and never answers, "broken" answers 500.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from unittest.mock import patch

from odoo.addons.iap.tools import iap_tools

SMS, PRINT = "/api/sms/3/send", "/iap/snailmail/1/print"


class IapFake:
    """`start` serves on `address`; `sms` and `letters` are what was taken."""

    def __init__(self):
        self.state, self.error, self.fault = "success", "", ""
        self.sms, self.letters, self.calls = [], [], []
        self._server = None

    def start(self):
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def attach(self, case):
        """Let Odoo's code of this test case speak to this server, and to nobody else."""
        self.start()
        case.addCleanup(self.stop)
        parameters = case.env["ir.config_parameter"].sudo()
        for name in ("sms.endpoint", "snailmail.endpoint"):
            parameters.set_param(name, self.address)
        # Odoo speaks to none of its services in tests; this one is ours.
        no_test = SimpleNamespace(module=SimpleNamespace(current_test=None))
        case.startPatcher(patch.object(iap_tools, "modules", no_test))

    def answer(self, path: str, params: dict):
        self.calls.append(path)
        return self._take_sms(params) if path == SMS else self._take_letter(params)

    def _take_sms(self, params: dict) -> list:
        told = []
        for message in params["messages"]:
            for number in message["numbers"]:
                told.append({"uuid": number["uuid"], "state": self.state, "credit": 1})
                if self.state in ("success", "processing"):
                    self.sms.append((number["number"], message["content"], number["uuid"]))
        return told

    def _take_letter(self, params: dict) -> dict:
        documents = []
        for document in params["documents"]:
            if self.error:
                documents.append(document | {"sent": False, "error": self.error})
            else:
                self.letters.append(document)
                documents.append(document | {"sent": True, "send_id": len(self.letters)})
        return {"request_code": 200, "total_cost": 1, "credit_error": self.error == "CREDIT_ERROR",
                "request": {"documents": documents, "options": params["options"]}}


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.fake.fault == "broken":
            self.send_error(500)
            return
        result = self.fake.answer(self.path, body["params"])
        if self.fake.fault == "silent":
            self.close_connection = True
            self.connection.close()
            return
        text = json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

"""The channels work in a process that eventlet has patched, and waiting for one lets the others go on."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.factories.mail import certificate, mail_server
from tests.factories.receiver import receiver

ROOT = Path(__file__).parents[3]
PROGRAM = """
import os, sys, warnings
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
warnings.simplefilter("ignore")
import eventlet
eventlet.monkey_patch()
import ssl
from uuid import uuid4
from linli.contracts.messages import Language
from linli.messages.channels import NotSent, Outgoing
from linli.messages.smtp import SmtpChannel
from linli.messages.webhook import SignedPost, WebhookChannel

mail, tls, web, silent, authority = sys.argv[1:]
trusting = ssl.create_default_context(cafile=authority)
message = Outgoing(uuid4(), "a@b.example", "t", Language.ZH, uuid4(), "210103", False, "t", "t")


def smtp(scheme, port):
    return SmtpChannel(f"{scheme}://127.0.0.1:{port}", "n@b.example", patience=1.0, context=trusting)


def hook(scheme, port):
    return WebhookChannel(SignedPost(f"{scheme}://127.0.0.1:{port}/", bytes(16), patience=1.0))


for channel in (smtp("smtp", mail), smtp("smtps", tls), hook("http", web)):
    channel.send(message)
turns = []


def others():
    while True:
        turns.append(1)
        eventlet.sleep(0.01)


eventlet.spawn(others)
for channel in (smtp("smtp", silent), smtp("smtps", silent), hook("http", silent), hook("https", silent)):
    before = len(turns)
    try:
        channel.send(message)
    except NotSent as error:
        print(error.code, len(turns) - before > 1)
"""


def test_every_channel_sends_and_a_silent_one_does_not_stop_the_process(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path)
    with (
        mail_server() as mail,
        mail_server(tls=server) as tls,
        receiver() as web,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        ports = [str(mail.port), str(tls.port), web.url.split(":")[2].split("/")[0], str(silent.getsockname()[1])]
        command = [sys.executable, "-c", PROGRAM, *ports, str(tmp_path / "server.pem")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.splitlines(), done.returncode) == (["timeout True"] * 4, 0), done.stderr
    assert len(mail.caught) == len(tls.caught) == len(web.received) == 1

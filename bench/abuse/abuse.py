#!/usr/bin/env python3
"""What abuse costs: starts a demo server on loopback, lets attackers loose on it, and asks for its time as a bystander.

    dotnet build src/TableTap.Cli -c Release
    python3 bench/abuse/abuse.py                      # about four minutes; prints the rows of the table in docs/security.md
    python3 bench/abuse/abuse.py --case ping --seconds 20

Five guests send a ping every 25 ms in turn: for some seconds alone (quiet), then under the abuse. The attackers are processes of
their own, at most six at once, on the same machine. They run at the system's lowest priority (SCHED_IDLE), because real ones have
processors of their own: what they take is what the server and the bystander leave.
Processor time is the server's, in parts of one core; memory is its resident set at the highest. Only Python's own library is used.
"""

import argparse
import json
import multiprocessing
import os
import re
import resource
import socket
import subprocess
import tempfile
import time
import urllib.request

HOST = "127.0.0.1"
STRANGER = "127.0.0.2"
WEBHOOK_BYTES = 262_000
FORGED = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0." + "A" * 43


def upgrade(token, path="/v1"):
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()


def dial(port, source=None):
    connection = socket.socket()
    if source:
        connection.bind((source, 0))
    connection.settimeout(5)
    connection.connect((HOST, port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def open_socket(port, token):
    """A WebSocket whose handshake was answered; the status of the answer is returned beside it."""
    connection = dial(port)
    connection.sendall(upgrade(token))
    answer = b""
    while b"\r\n\r\n" not in answer:
        read = connection.recv(65536)
        if not read:
            break
        answer += read
    return connection, answer[9:12].decode()


def frame(opcode, payload):
    """A client's frame, masked with a key of zeros."""
    head = bytes([0x80 | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    else:
        head += bytes([0x80 | 126]) + len(payload).to_bytes(2, "big")
    return head + bytes(4) + payload


def text(message_type, data=None, message_id=None):
    message = {"type": message_type}
    if data is not None:
        message["data"] = data
    if message_id:
        message["messageId"] = message_id
    return frame(1, json.dumps(message).encode())


PING = text("ping")


class Server:
    def __init__(self, program, port, files=None):
        self.port = port
        self.directory = tempfile.TemporaryDirectory()
        self.log = os.path.join(self.directory.name, "log")
        environment = dict(os.environ, TABLETAP__Payments__Providers__bank__Secrets=os.urandom(24).hex())
        command = ["dotnet", program] if program.endswith(".dll") else [program]
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command + ["serve", "--demo", "--data", os.path.join(self.directory.name, "data"), "--urls", f"http://{HOST}:{port}"],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                preexec_fn=limit,
            )
        for _ in range(300):
            try:
                self.token("customer", "first")
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(open(self.log, encoding="utf-8").read())

    def token(self, role, user):
        with urllib.request.urlopen(f"http://{HOST}:{self.port}/demo/session?role={role}&user={user}", timeout=5) as answer:
            return json.load(answer)["token"]

    def processor(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) // 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.directory.cleanup()


# Each attacker runs until it is told to stop, and counts what it did and what was refused.


def blast(one, role="customer"):
    """As many of one frame as a socket takes, on five sockets of one user."""

    def attack(server, user, stop, done, refused, _):
        token = server.token(role, user)
        blob = memoryview(one * max(1, 60_000 // len(one)))
        while not stop.is_set():
            try:
                connection, status = open_socket(server.port, token)
                if status != "101":
                    refused.value += 1
                    time.sleep(0.1)
                    continue
                connection.settimeout(0.05)
                left = blob
                while not stop.is_set():
                    try:
                        # What a full buffer cut goes on where it was cut.
                        sent = connection.send(left)
                        done.value += sent // len(one)
                        left = left[sent:] or blob
                    except TimeoutError:
                        pass
                    try:
                        while len(connection.recv(65536)) == 65536:
                            pass
                    except TimeoutError:
                        pass
            except OSError:
                refused.value += 1
                time.sleep(0.1)

    return attack


def handshakes(genuine):
    def attack(server, user, stop, done, refused, _):
        token = server.token("customer", user) if genuine else FORGED
        while not stop.is_set():
            try:
                connection, status = open_socket(server.port, token)
                done.value += 1
                refused.value += status != "101"
                connection.close()
            except OSError:
                refused.value += 1
                time.sleep(0.01)

    return attack


def idle(everywhere):
    def attack(server, user, stop, done, refused, nth):
        kept = []
        while not stop.is_set():
            try:
                source = f"127.0.1.{1 + len(kept) % 250}" if everywhere else STRANGER
                kept.append(dial(server.port, source))
                done.value += 1
            except OSError:
                refused.value += 1
                time.sleep(0.01)
            if len(kept) > 1500:
                kept.pop(0).close()

    return attack


def slow_handshake(server, user, stop, done, refused, nth):
    """Half a request each, and a byte more now and then."""
    kept = []
    while not stop.is_set():
        try:
            if len(kept) < 300:
                connection = dial(server.port, STRANGER)
                connection.sendall(b"GET /v1 HTTP/1.1\r\nHost: localhost\r\nX: ")
                kept.append(connection)
                done.value += 1
                continue
            for connection in list(kept):
                try:
                    connection.send(b"x")
                except OSError:
                    kept.remove(connection)
                    refused.value += 1
            time.sleep(0.2)
        except OSError:
            refused.value += 1
            time.sleep(0.01)


def slow_frames(server, user, stop, done, refused, nth):
    """One large frame, byte for byte."""
    connection, _ = open_socket(server.port, server.token("customer", user))
    large = frame(1, b"x" * 60_000)
    for byte in large:
        if stop.is_set():
            break
        try:
            connection.send(bytes([byte]))
            done.value += 1
        except OSError:
            refused.value += 1
            break
        if done.value % 50 == 0:
            time.sleep(0.001)


def webhooks(server, user, stop, done, refused, nth):
    head = (
        "POST /v1/webhooks/payments/bank HTTP/1.1\r\nHost: localhost\r\nTableTap-Signature: t=1,v1=00\r\n"
        f"Content-Length: {WEBHOOK_BYTES}\r\n\r\n"
    ).encode()
    while not stop.is_set():
        try:
            connection = dial(server.port)
            done.value += 1
            connection.sendall(head)
            connection.sendall(b"x" * WEBHOOK_BYTES)
            connection.recv(4096)
            connection.close()
        except OSError:
            refused.value += 1
            time.sleep(0.01)


def fill(server):
    """Orders of the staff, so that there is a history to ask for."""
    for user, role in (("anna", "employee"), ("ben", "employee"), ("chloe", "employee"), ("maya", "manager")):
        connection, _ = open_socket(server.port, server.token(role, user))
        for nth in range(90):
            connection.sendall(
                text(
                    "order_create",
                    {"cafeId": "demo", "orderType": "takeaway", "items": [{"itemId": "cappuccino", "quantity": 1}]},
                    f"{user}{nth}",
                )
            )
            connection.recv(65536)
        connection.close()


MANY = [f"counter:{n}:orders" for n in range(100)]
CASES = [
    ("idle connections of one address, 1,024 files", "idle-one", idle(False), 1, 1024),
    ("idle connections from everywhere, 1,024 files", "idle-all", idle(True), 1, 1024),
    ("handshake flood with a genuine token", "handshakes", handshakes(True), 5, None),
    ("forged handshakes", "forged", handshakes(False), 5, None),
    ("slow handshakes, 300", "slow-handshake", slow_handshake, 1, None),
    ("slow frames", "slow-frames", slow_frames, 5, None),
    ("5 + 1 sockets of one user, again and again", "sockets", blast(PING), 6, None),
    ("subscription flood", "subscriptions", blast(text("subscribe", {"channels": MANY}) + text("unsubscribe", {"channels": MANY})), 5, None),
    (
        "backlogs requested over and over",
        "backlogs",
        blast(text("subscribe", {"channels": [{"channel": "cafe:demo:staff", "afterSequence": 0}]}), "manager"),
        5,
        None,
    ),
    ("ping flood", "ping", blast(PING), 5, None),
    ("flood of WebSocket pings", "ws-ping", blast(frame(9, b"")), 5, None),
    ("flood of WebSocket pongs", "ws-pong", blast(frame(10, b"")), 5, None),
    ("unsigned webhooks of 256 KiB", "webhooks", webhooks, 5, None),
]


class Bystanders:
    def __init__(self, server):
        self.server = server
        self.sockets = []
        for nth in range(5):
            connection, status = open_socket(server.port, server.token("customer", f"quiet{nth}"))
            assert status == "101", status
            self.sockets.append(connection)
        time.sleep(1)
        for connection in self.sockets:
            connection.settimeout(0.2)
            try:
                connection.recv(65536)
            except TimeoutError:
                pass  # The first frame came with the answer to the handshake.
            connection.settimeout(5)

    def watch(self, seconds):
        began, processor, lost, peak, took = time.time(), self.server.processor(), 0, 0, []
        nth = 0
        while time.time() - began < seconds:
            connection = self.sockets[nth % len(self.sockets)]
            nth += 1
            asked = time.perf_counter()
            try:
                connection.sendall(PING)
                if not connection.recv(65536):
                    lost += 1
                took.append((time.perf_counter() - asked) * 1000)
            except OSError:
                lost += 1
            peak = max(peak, self.server.resident())
            time.sleep(0.025)
        took.sort()
        share = (self.server.processor() - processor) / (time.time() - began)
        return took[len(took) // 2], took[int(len(took) * 0.99)], lost, share, peak


def from_afar(attack):
    """Attacks with the processor time that nobody else wants."""

    def run(*arguments):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        attack(*arguments)

    return run


def measure(server, case, seconds):
    name, key, attack, count, _ = case
    bystanders = Bystanders(server)
    quiet = bystanders.watch(seconds)
    stop, done, refused = multiprocessing.Event(), multiprocessing.Value("q", 0), multiprocessing.Value("q", 0)
    attackers = [
        multiprocessing.Process(
            target=from_afar(attack), args=(server, "maya" if key == "backlogs" else f"evil-{key}", stop, done, refused, nth), daemon=True
        )
        for nth in range(count)
    ]
    for attacker in attackers:
        attacker.start()
    time.sleep(3)  # The code of refusals is compiled by then.
    abused = bystanders.watch(seconds)
    stop.set()
    for attacker in attackers:
        attacker.join(8)
        attacker.kill()
    for connection in bystanders.sockets:
        connection.close()
    lost = f", {abused[2]} lost" if abused[2] else ""
    print(
        f"| {name} | {done.value:,} | {quiet[3] * 100:.0f} → {abused[3] * 100:.0f} % | {quiet[4]} → {abused[4]} MiB "
        f"| {quiet[0]:.1f} / {quiet[1]:.1f} ms | {abused[0]:.1f} / {abused[1]:.1f} ms{lost} |",
        flush=True,
    )


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--server", default="artifacts/bin/TableTap.Cli/release/tabletap.dll")
    options.add_argument("--port", type=int, default=39600)
    options.add_argument("--seconds", type=float, default=6)
    options.add_argument("--case", choices=[case[1] for case in CASES])
    given = options.parse_args()
    multiprocessing.set_start_method("fork")
    print("| abuse | tried | processor | memory | bystander quiet, p50 / p99 | under abuse |\n| --- | --- | --- | --- | --- | --- |")
    server, files = None, 0
    try:
        for case in CASES:
            if given.case and case[1] != given.case:
                continue
            if server is None or case[4] != files:
                if server:
                    server.stop()
                server, files = Server(given.server, given.port, case[4]), case[4]
                fill(server)
            measure(server, case, given.seconds)
            time.sleep(2)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()

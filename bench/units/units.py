#!/usr/bin/env python3
"""What one command, one ping and one row of history cost: the units of "How far it goes" in docs/operations.md.

    dotnet build src/TableTap.Cli -c Release
    python3 bench/units/units.py                      # about seven minutes; as root, or as a user who may start PostgreSQL
    python3 bench/units/units.py --rounds 1 --seconds 5

Starts a demo server on loopback, in turn on PostgreSQL (Debian's package, its own defaults, fsync on) and on the embedded store, lets
it warm up, offers commands with `tabletap load commands` and says the processor time of the server and of PostgreSQL for each
command, connects and answers included; then the memory of PostgreSQL's processes and the bytes of its tables. Last come pings of 40
sockets, as the processor time that is above that of the same sockets while they are idle. Only Python's own library is used.
"""

import argparse
import asyncio
import base64
import getpass
import glob
import os
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import time
import urllib.request

SERVER_PORT, DATABASE_PORT = 3976, 5977
PING = b'{"type":"ping","timestamp":"2024-01-15T10:30:00.000Z","version":"1.0"}'
TICK = 1000 / os.sysconf("SC_CLK_TCK")


def cpu(pid, ended_children=False):
    """Milliseconds of processor time of a process so far."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11 : 15 if ended_children else 13]) * TICK


def memory(pid, word):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(word)) / 1024


class Database:
    """A PostgreSQL of its own, in a folder that goes with it."""

    def __init__(self, folder):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not programs:
            raise SystemExit("PostgreSQL is missing: install Debian's package postgresql.")
        self.folder, self.programs = os.path.join(folder, "pg"), programs[-1]
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        os.chmod(folder, 0o755)
        os.mkdir(self.folder)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-D", self.folder, "-A", "trust", "-U", "tabletap")
        options = f"-p {DATABASE_PORT} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", self.folder, "-w", "-l", f"{self.folder}/log", "-o", options, "start")
        with open(f"{self.folder}/postmaster.pid") as file:
            self.pid = int(file.readline())

    def run(self, program, *words):
        command = [f"{self.programs}/{program}", *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE if program == "psql" else subprocess.DEVNULL, timeout=60, text=True)
        return (done.stdout or "").strip()

    def ask(self, question, name="postgres"):
        return self.run("psql", "-h", "127.0.0.1", "-p", str(DATABASE_PORT), "-U", "tabletap", "-d", name, "-Atqc", question)

    def processes(self):
        with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
            return [self.pid, *(int(pid) for pid in file.read().split())]

    def connections(self):
        """Its processes that serve a connection of the server: each says so in its title."""
        found = []
        for pid in self.processes():
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if file.read().startswith(b"postgres: tabletap round"):
                    found.append(pid)
        return found

    def cpu(self):
        return sum(cpu(pid, ended_children=True) for pid in self.processes())

    def sizes(self, name):
        """Bytes of a row of each large table, and of its indexes."""
        self.ask("analyze", name)
        return self.ask(
            "select relname || ': ' || n_live_tup || ' rows, ' || pg_relation_size(relid) / n_live_tup || ' bytes each and '"
            " || pg_indexes_size(relid) / n_live_tup || ' of indexes' from pg_stat_user_tables where n_live_tup > 1000"
            " order by n_live_tup desc",
            name,
        )

    def stop(self):
        self.run("pg_ctl", "-D", self.folder, "-m", "fast", "-w", "stop")


class Server:
    """A demo server on loopback, with a data directory of its own."""

    def __init__(self, binary, folder, **settings):
        self.binary, self.data = os.path.abspath(binary), tempfile.mkdtemp(dir=folder)
        environment = dict(os.environ) | {f"TABLETAP__{name}": value for name, value in settings.items()}
        with open(f"{self.data}.log", "w") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", "--demo", "--data", self.data, "--urls", f"http://127.0.0.1:{SERVER_PORT}"],
                env=environment, cwd=folder, stdout=log, stderr=log,
            )

    def __enter__(self):
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def wait(self):
        """Until it is ready, a minute at most."""
        until = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{SERVER_PORT}/health/ready", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        with open(f"{self.data}.log") as log:
            raise SystemExit(f"The server does not start:\n{log.read()[-2000:]}")

    def commands(self, rate, seconds):
        """Offers commands and says how many were done."""
        words = ["load", "commands", "--url", f"http://127.0.0.1:{SERVER_PORT}", "--connections", "50", "--rate", str(rate)]
        words += ["--duration", str(seconds), "--data", self.data, "--pid", str(self.process.pid)]
        said = subprocess.run([self.binary, *words], check=True, capture_output=True, text=True, timeout=seconds + 60).stdout
        return next(int(line.split()[1].replace(",", "")) for line in said.splitlines() if line.strip().startswith("done "))

    def token(self, user):
        words = ["token", "--user", user, "--role", "customer", "--cafe", "demo", "--data", self.data]
        return subprocess.run([self.binary, *words], check=True, capture_output=True, text=True, timeout=30).stdout.strip()


def masked(text):
    """A text frame whose mask is zero, so that it can be sent as it is again and again."""
    length = bytes([0x80 | len(text)]) if len(text) < 126 else bytes([0xFE]) + struct.pack(">H", len(text))
    return b"\x81" + length + b"\0\0\0\0" + text


async def pings(server, sockets, rate, seconds):
    """Processor time of the server for each ping, in microseconds."""
    answers = 0

    async def read(reader):
        nonlocal answers
        while text := await reader.read(65536):
            answers += text.count(b'"type":"pong"')

    tokens = [server.token(f"guest{number}") for number in range((sockets + 3) // 4)]
    writers, readers = [], []
    for number in range(sockets):
        reader, writer = await asyncio.open_connection("127.0.0.1", SERVER_PORT)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /v1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nAuthorization: Bearer {tokens[number // 4]}\r\n\r\n".encode()
        )
        if b" 101 " not in await reader.readuntil(b"\r\n\r\n"):
            raise SystemExit("The server took no socket.")
        writers.append(writer)
        readers.append(asyncio.create_task(read(reader)))

    await asyncio.sleep(5)
    before, began = cpu(server.process.pid), time.monotonic()
    await asyncio.sleep(6)
    idle = (cpu(server.process.pid) - before) / (time.monotonic() - began)
    before, began, sent, answers = cpu(server.process.pid), time.monotonic(), 0, 0
    while time.monotonic() < began + seconds:
        writers[sent % sockets].write(masked(PING))
        sent += 1
        await asyncio.sleep(max(0, began + sent / rate - time.monotonic()))
    await asyncio.sleep(0.5)
    used = cpu(server.process.pid) - before - idle * (time.monotonic() - began)
    if answers != sent:
        raise SystemExit(f"{sent} pings had {answers} answers.")
    for task, writer in zip(readers, writers):
        task.cancel()
        writer.close()
    return used * 1000 / sent


def said(name, values, unit):
    print(f"{name:<48} {statistics.median(values):8.0f} {unit} ({min(values):.0f} to {max(values):.0f})", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="artifacts/bin/TableTap.Cli/release/tabletap", help="the program [default: %(default)s]")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, each on both stores [default: %(default)s]")
    parser.add_argument("--rate", type=int, default=700, help="commands offered in a second [default: %(default)s]")
    parser.add_argument("--seconds", type=int, default=15, help="how long each load lasts [default: %(default)s]")
    asked = parser.parse_args()
    folder = tempfile.mkdtemp(dir="/var/tmp")
    database = Database(folder)
    costs = {"embedded": [], "PostgreSQL": []}
    own, kept = [], ""
    try:
        for number in range(asked.rounds):
            for store in ("PostgreSQL", "embedded"):
                name = f"round{number}"
                settings = {}
                if store == "PostgreSQL":
                    database.ask(f"create database {name}")
                    settings["Storage__Provider"] = "postgres"
                    settings["Storage__ConnectionString"] = f"Host=127.0.0.1;Port={DATABASE_PORT};Username=tabletap;Database={name}"
                with Server(asked.binary, folder, **settings) as server:
                    for _ in range(2):
                        server.commands(asked.rate, asked.seconds)
                    before = cpu(server.process.pid), database.cpu()
                    done = server.commands(asked.rate, asked.seconds)
                    costs[store].append((cpu(server.process.pid) - before[0]) * 1000 / done)
                    if store == "PostgreSQL":
                        own.append((database.cpu() - before[1]) * 1000 / done)
                        connections = [memory(pid, "Private") for pid in database.connections()]
                        shared = sum(memory(pid, "Pss:") for pid in database.processes())
                        kept = database.sizes(name)

        said("a command, the server on the embedded store", costs["embedded"], "µs")
        said("a command, the server on PostgreSQL", costs["PostgreSQL"], "µs")
        said("a command, PostgreSQL itself", own, "µs")
        said(f"one of {len(connections)} connections, memory of its own", connections, "MB")
        print(f"PostgreSQL in all: {shared:.0f} MB\n{kept}", flush=True)
        with Server(asked.binary, folder, Limits__MessagesPerMinute="100000") as server:
            said("a ping", [asyncio.run(pings(server, 40, 1000, 8)) for _ in range(asked.rounds + 1)][1:], "µs")
    finally:
        database.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

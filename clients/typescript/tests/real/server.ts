import { spawn, execFileSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TableTapClient, type ClientEvent, type ClientOptions } from "@tabletap/client";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

const builds = fileURLToPath(new URL("../../../../artifacts/bin/TableTap.Cli/", import.meta.url));

/** How the server is started: as the executable TABLETAP_BINARY, the assembly TABLETAP_ASSEMBLY, or a build of this repository. */
export const program: readonly string[] | undefined = process.env["TABLETAP_BINARY"]
  ? [process.env["TABLETAP_BINARY"]]
  : [process.env["TABLETAP_ASSEMBLY"] ?? "", join(builds, "release/tabletap.dll"), join(builds, "debug/tabletap.dll")]
      .filter((assembly) => assembly && existsSync(assembly))
      .map((assembly) => ["dotnet", assembly])[0];

/** The demo café's server as a process of its own, which can be killed and started again on its data. */
export class RealServer {
  /** Its address; known after the first start. */
  url = "http://127.0.0.1:0";
  private readonly data = mkdtempSync(join(tmpdir(), "tabletap-sdk-"));
  private process: ChildProcess | undefined;
  private log = "";

  private constructor(
    private readonly settings: Record<string, string>,
    private readonly Client: typeof TableTapClient,
  ) {}

  /** Starts a server, which is ended and taken away by {@link remove}; its clients may be those of another release. */
  static async start(settings: Record<string, string> = {}, Client = TableTapClient): Promise<RealServer> {
    const server = new RealServer(settings, Client);
    await server.startAgain();
    return server;
  }

  /** Ends it, and takes away what it stored. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Starts it on its data, and waits until it is ready; from the second time on, on the same port. */
  async startAgain(): Promise<void> {
    const [command, ...before] = program!;
    const arguments_ = [...before, "serve", "--demo", "--data", this.data, "--urls", this.url];
    const child = spawn(command!, arguments_, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...this.settings } });
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface(stream).on("line", (line) => {
          this.log += `${line}\n`;
          const address = /ready/i.test(line) ? /http:\/\/127\.0\.0\.1:\d+/.exec(line) : null;
          if (address) {
            this.url = address[0];
            resolve();
          }
        });
      }

      child.once("exit", () => reject(new Error(`The server ended:\n${this.log}`)));
    });
  }

  /** Kills it as a power cut would. */
  async kill(): Promise<void> {
    const child = this.process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
  }

  /** A token for somebody of the demo café. */
  async token(user: string, role: string): Promise<string> {
    const answer = await fetch(`${this.url}/demo/session?role=${role}&user=${user}`);
    return ((await answer.json()) as { token: string }).token;
  }

  /** A token that lives for so many seconds, from the server's own command line. */
  shortToken(user: string, role: string, seconds: number): string {
    const [command, ...before] = program!;
    const arguments_ = [...before, "token", "--user", user, "--role", role, "--cafe", "demo", "--data", this.data, "--ttl", `${seconds}s`];
    return execFileSync(command!, arguments_, { encoding: "utf8" }).trim();
  }

  /** Asks over HTTP as somebody, and gives the answer's body. */
  async ask(path: string, token: string, body?: object): Promise<any> {
    const answer = await fetch(this.url + path, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${text}`);
    }

    return JSON.parse(text);
  }

  /** A client of this server that is connected, and all its events. */
  async client(options: Partial<ClientOptions> & Pick<ClientOptions, "token">): Promise<{ client: TableTapClient; events: ClientEvent[] }> {
    const events: ClientEvent[] = [];
    const client = new this.Client({
      url: this.url,
      onEvent: (event) => events.push(event),
      firstBackoff: 50,
      maxBackoff: 500,
      // A machine that is busy with other things costs time and proves the same.
      connectTimeout: 120_000,
      answerTimeout: 120_000,
      commandDeadline: 240_000,
      ...options,
      platform: { WebSocket, ...options.platform },
    });
    onTestFinished(() => client.close());
    await client.connect();
    return { client, events };
  }
}

/** A list that can be waited on: resolves with its first member that a test looks for, as soon as it is there. */
export class Heard<Item> {
  readonly all: Item[] = [];
  private waiting: (() => void)[] = [];

  readonly add = (item: Item): void => {
    this.all.push(item);
    this.waiting.splice(0).forEach((look) => look());
  };

  async find<Found extends Item>(wanted: (item: Item) => item is Found): Promise<Found>;
  async find(wanted: (item: Item) => boolean): Promise<Item>;
  async find(wanted: (item: Item) => boolean): Promise<Item> {
    for (;;) {
      const found = this.all.find(wanted);
      if (found !== undefined) {
        return found;
      }

      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { CommandRefused, TableTapClient } from "@tabletap/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { program } from "./server.js";

/** What the kit says of a scenario; docs/conformance.md tells of each field. */
interface Invitation {
  scenario: string;
  url: string;
  token: string;
  channel: string;
  command: { type: string; data: object } | null;
  tokenUrl: string;
  stateUrl: string;
  deliveredUrl: string;
  answeredUrl: string;
  stoppedUrl: string;
  verdictUrl: string;
}

interface Verdict {
  scenario: string;
  passed: boolean;
  findings: object[];
}

/** The kit as a process of its own, which ends by itself when every scenario has its verdict. */
class Kit {
  url = "";
  readonly ended: Promise<number | null>;
  private readonly process: ChildProcess;
  private log = "";

  constructor() {
    const [command, ...before] = program!;
    this.process = spawn(command!, [...before, "conformance", "--timeout", "120"], { stdio: ["ignore", "pipe", "inherit"] });
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      createInterface(this.process.stdout!).on("line", (line) => {
        this.log += `${line}\n`;
        const address = /^Conformance kit: (\S+)$/.exec(line);
        if (address) {
          this.url = address[1]!;
          resolve();
        }
      });
      this.process.once("exit", () => reject(new Error(`The kit ended:\n${this.log}`)));
    });
  }

  /** The next scenario; the kit ends a moment after the last verdict, so that who asks late finds nobody. */
  async next(): Promise<Invitation | undefined> {
    const answer = await fetch(`${this.url}/conformance/next`, { method: "POST" }).catch(() => undefined);
    return answer?.status === 200 ? ((await answer.json()) as Invitation) : undefined;
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }
}

async function tell(url: string, body: object): Promise<void> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(answer.status).toBe(204);
}

/** The driver of this client. */
async function play(invitation: Invitation): Promise<Verdict> {
  let kept: string | undefined = invitation.token;
  const client = new TableTapClient({
    url: invitation.url,
    token: async () => {
      const token = kept ?? (await (await fetch(invitation.tokenUrl)).text());
      kept = undefined;
      return token;
    },
    // What is tried is the socket.
    transport: "socket",
    onEvent: (event) => void (event.type === "stopped" && event.closeCode !== undefined && tell(invitation.stoppedUrl, {})),
    // The same waits each time.
    platform: { WebSocket, random: () => 0.5 },
  });
  const living = live(client, invitation);
  const verdict = (await (await fetch(invitation.verdictUrl)).json()) as Verdict;
  client.close();
  await living;
  return verdict;
}

async function live(client: TableTapClient, invitation: Invitation): Promise<void> {
  try {
    const subscription = client.subscribe([invitation.channel], async (message) => {
      if ("sequence" in message) {
        await tell(invitation.deliveredUrl, message);
      } else if (message.type === "history_lost") {
        await client.load(new URL(invitation.stateUrl).pathname);
      }
    });
    await client.connect();
    await subscription.ready;
    if (invitation.command) {
      await command(client, invitation);
    }
  } catch (fault) {
    // The verdict comes first where a client is to stop.
    expect((fault as Error).name).toMatch(/^(ClientStopped|CommandUnanswered)$/);
  }
}

async function command(client: TableTapClient, { command, answeredUrl }: Invitation): Promise<void> {
  try {
    await client.command(command!.type as "order_create", command!.data as never);
    await tell(answeredUrl, {});
  } catch (fault) {
    if (!(fault instanceof CommandRefused)) {
      throw fault;
    }

    await tell(answeredUrl, { messageId: fault.messageId, error: { code: fault.code } });
  }
}

describe.skipIf(!program)("with the conformance kit (a build of the repository, or TABLETAP_BINARY)", () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = new Kit();
    await kit.start();
  });
  afterAll(() => kit.kill());

  test("every scenario is passed", async () => {
    const verdicts: Verdict[] = [];
    // Several at once: most of the time is waiting that is asked for.
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let invitation = await kit.next(); invitation; invitation = await kit.next()) {
          verdicts.push(await play(invitation));
        }
      }),
    );
    expect(verdicts.filter((verdict) => !verdict.passed)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(await kit.ended).toBe(0);
  });
});

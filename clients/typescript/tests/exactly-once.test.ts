import type { Delivered } from "@tabletap/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { settled } from "./fake/clock.js";
import { FakeJournal, type Fate } from "./fake/journal.js";
import { orders } from "./fake/server.js";
import { Stage } from "./fake/stage.js";

const channels = ["cafe:demo:general", orders];

type Happening =
  | { kind: "tell"; channel: string; fate: Fate }
  | { kind: "break" }
  | { kind: "heads" }
  | { kind: "time"; milliseconds: number }
  | { kind: "handle" }
  | { kind: "trim"; channel: string }
  | { kind: "restore" };

const channel = fc.constantFrom(...channels);
const fate = fc.constantFrom<Fate>("arrives", "arrives", "lost", "twice", "late");
const network = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("tell" as const), channel, fate }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("break" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("heads" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("time" as const), milliseconds: fc.integer({ min: 1, max: 5_000 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("handle" as const) }) },
);
const disaster = fc.oneof(
  { weight: 15, arbitrary: network },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("trim" as const), channel }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restore" as const) }) },
);

/** A client that listens to both channels, with an application that handles a message when it is told to. */
async function play(happenings: readonly Happening[], slow: boolean) {
  const stage = new Stage({ inboxCapacity: 5 });
  const journal = new FakeJournal(stage.server);
  await stage.client.connect();
  const got: Delivered[] = [];
  let goOn = () => {};
  let free = !slow;
  const subscription = stage.client.subscribe(channels, async (delivered) => {
    got.push(delivered);
    if (!free) {
      await new Promise<void>((resolve) => (goOn = resolve));
    }
  });
  await subscription.ready;
  for (const happening of happenings) {
    switch (happening.kind) {
      case "tell":
        journal.tell(happening.channel, happening.fate);
        break;
      case "break":
        journal.drop();
        break;
      case "heads":
        journal.heads();
        break;
      case "time":
        await stage.clock.pass(happening.milliseconds);
        break;
      case "handle":
        goOn();
        break;
      case "trim":
        journal.trim(happening.channel);
        break;
      case "restore":
        journal.restore();
        break;
    }

    await settled();
  }

  // In the end everything is well: what is late arrives, the application is quick, and the heads are told.
  free = true;
  journal.release();
  goOn();
  for (let minute = 0; minute < 4; minute++) {
    await stage.clock.pass(60_000);
    goOn();
  }

  stage.client.close();
  expect(stage.clock.running).toBe(0);
  return { got, journal };
}

const runs = Number(process.env["FAST_CHECK_RUNS"] ?? 150);

test("whatever the network does, the application gets every message once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(network, { maxLength: 60 }), fc.boolean(), async (happenings, slow) => {
      const { got, journal } = await play(happenings, slow);
      for (const name of channels) {
        const sequences = got.flatMap((item) => ("sequence" in item && item.channel === name ? [item.sequence] : []));
        expect(sequences).toEqual(Array.from({ length: journal.head(name) }, (_, at) => at + 1));
      }

      // All that had to be confirmed is, and nothing that was not handled.
      const confirmed = journal.acks.filter((ack) => ack.channel === orders).map(({ sequence }) => sequence);
      expect(confirmed.at(-1) ?? 0).toBe(journal.head(orders));
      expect(journal.acks.every((ack) => ack.channel === orders)).toBe(true);
    }),
    { numRuns: runs },
  );
});

test("where history is gone, the application is told so between what came before and what comes after", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(disaster, { maxLength: 60 }), fc.boolean(), async (happenings, slow) => {
      const { got, journal } = await play(happenings, slow);
      for (const name of channels) {
        let next = 1;
        for (const item of got.filter((each) => each.channel === name)) {
          if (item.type === "history_lost") {
            next = item.resumesAfter + 1;
          } else if ("sequence" in item) {
            expect(item.sequence).toBe(next++);
          }
        }

        expect(next - 1).toBe(journal.head(name));
      }
    }),
    { numRuns: runs },
  );
});

test("whatever the network does, each command is carried out under one id and answered once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("command", "break", "lose", "answer", "time"), { maxLength: 40 }), async (happenings) => {
      const stage = new Stage();
      const journal = new FakeJournal(stage.server);
      await stage.client.connect();
      const answers: Promise<unknown>[] = [];
      for (const happening of happenings) {
        switch (happening) {
          case "command":
            answers.push(stage.client.command("order_rate", { orderId: "o1", stars: 5 }));
            break;
          case "break":
            journal.drop();
            break;
          case "time":
            await stage.clock.pass(3_000);
            break;
          default:
            journal.losesAnswers = happening === "lose";
        }

        await settled();
      }

      journal.losesAnswers = false;
      await stage.clock.pass(60_000);
      expect((await Promise.all(answers)).map((result) => (result as { orderId: string }).orderId)).toEqual(answers.map((_, at) => `o${at + 1}`));
      expect(journal.done.size).toBe(answers.length);
      stage.client.close();
    }),
    { numRuns: runs },
  );
});

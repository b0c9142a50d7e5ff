import { TableTapClient, type ClientEvent, type ClientOptions, type Delivered, type Subscription } from "@tabletap/client";
import { onTestFinished } from "vitest";
import { FakeClock, settled } from "./clock.js";
import { channel, FakeServer, type FakeConnection } from "./server.js";

/** A client of a server that a test plays, under a clock that the test moves. */
export class Stage {
  readonly clock = new FakeClock();
  readonly server = new FakeServer();
  readonly events: ClientEvent[] = [];
  readonly client: TableTapClient;
  /** Wakes the machine up. */
  wake = () => {};
  private ids = 0;

  constructor(options: Partial<ClientOptions> = {}) {
    const { platform, ...others } = options;
    this.client = new TableTapClient({
      url: "https://cafe.example",
      token: "token-1",
      transport: "socket",
      onEvent: (event) => this.events.push(event),
      ...others,
      platform: {
        WebSocket: this.server.WebSocket,
        fetch: () => Promise.reject(new Error("no network")),
        now: this.clock.now,
        elapsed: this.clock.elapsed,
        after: this.clock.after,
        random: () => 0.5,
        newId: () => `c_${++this.ids}`,
        onWake: (wake) => {
          this.wake = wake;
          return () => (this.wake = () => {});
        },
        ...platform,
      },
    });
    onTestFinished(() => this.client.close());
  }

  /** The client's first session. */
  async connect(more: object = {}): Promise<FakeConnection> {
    const connecting = this.client.connect();
    await settled();
    this.server.last.establish(more);
    await connecting;
    return this.server.last;
  }

  /** The client's next session, after the present one broke. */
  async reconnect(more: object = {}): Promise<FakeConnection> {
    const before = this.server.connections.length;
    for (let waited = 0; this.server.connections.length === before && waited < 60_000; waited += 50) {
      await this.clock.pass(50);
    }

    this.server.last.establish(more);
    await settled();
    return this.server.last;
  }

  /** A session in which one channel is heard after a position; what comes of it is kept in the list. */
  async subscribe(position = 0, name = channel): Promise<{ connection: FakeConnection; subscription: Subscription<Delivered>; got: Delivered[] }> {
    const connection = await this.connect();
    const got: Delivered[] = [];
    const subscription: Subscription<Delivered> = this.client.subscribe([name as string], (delivered) => void got.push(delivered));
    connection.confirm({ [name]: position });
    await settled();
    return { connection, subscription, got };
  }

  /** The events of a type. */
  of<Type extends ClientEvent["type"]>(type: Type): Extract<ClientEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<ClientEvent, { type: Type }> => event.type === type);
  }
}

/** What was delivered, in short: sequences of messages, and the types of everything else. */
export const short = (got: readonly Delivered[]): (number | string)[] => got.map((item) => ("sequence" in item ? item.sequence : item.type));

import type { FakeConnection, FakeServer, Sent } from "./server.js";
import { message } from "./server.js";

/** What happens to a live message on its way; what was said in answer to a request always comes, and in order. */
export type Fate = "arrives" | "lost" | "twice" | "late";

/** A server that keeps the protocol, and a network that does not keep its messages. */
export class FakeJournal {
  private channels = new Map<string, { head: number; oldest: number }>();
  /** The channels of each connection, with the sequence after which it hears them. */
  private readonly listening = new Map<FakeConnection, Map<string, number>>();
  private held: (() => void)[] = [];
  private epochs = 1;
  /** Every ack that came, in its order. */
  readonly acks: { channel: string; sequence: number }[] = [];
  /** How often each command was carried out. */
  readonly done = new Map<string, number>();
  /** Whether answers to commands are lost. */
  losesAnswers = false;

  constructor(server: FakeServer) {
    server.onConnection = (connection) => {
      this.listening.set(connection, new Map());
      connection.establish({ epoch: this.epoch });
    };
    server.onFrame = (connection, frame) => this.take(connection, frame);
  }

  get epoch(): string {
    return `e${this.epochs}`;
  }

  head(channel: string): number {
    return this.of(channel).head;
  }

  /** Tells the next message of a channel, and what becomes of it on the way to each listener. */
  tell(channel: string, fate: Fate): void {
    const sequence = ++this.of(channel).head;
    const send = () => this.broadcast(channel, sequence);
    if (fate === "late") {
      this.held.push(send);
      return;
    }

    for (let times = fate === "lost" ? 0 : fate === "twice" ? 2 : 1; times > 0; times--) {
      send();
    }

    this.held.splice(0).forEach((late) => late());
  }

  /** Lets what is late arrive. */
  release(): void {
    this.held.splice(0).forEach((late) => late());
  }

  /** The history before the head is gone. */
  trim(channel: string): void {
    this.of(channel).oldest = this.of(channel).head + 1;
  }

  /** An older journal was restored: another epoch, and sequences begin again. */
  restore(): void {
    this.epochs++;
    this.channels = new Map();
    this.held = [];
    this.drop();
  }

  drop(): void {
    this.held = [];
    for (const connection of this.listening.keys()) {
      this.listening.delete(connection);
      connection.drop();
    }
  }

  /** Sends the heads to everybody. */
  heads(): void {
    for (const [connection, channels] of this.listening) {
      connection.send({ type: "pong", data: { heads: Object.fromEntries([...channels.keys()].map((name) => [name, this.head(name)])) } });
    }
  }

  private of(channel: string): { head: number; oldest: number } {
    let state = this.channels.get(channel);
    if (!state) {
      this.channels.set(channel, (state = { head: 0, oldest: 1 }));
    }

    return state;
  }

  private broadcast(channel: string, sequence: number): void {
    for (const [connection, channels] of this.listening) {
      if (sequence > (channels.get(channel) ?? Infinity)) {
        connection.message(channel, sequence);
      }
    }
  }

  private take(connection: FakeConnection, frame: Sent): void {
    switch (frame.type) {
      case "subscribe":
        this.subscribe(connection, frame);
        break;
      case "reconnect":
        this.replay(connection, frame);
        break;
      case "unsubscribe":
        connection.send({ type: "unsubscription_confirmed", data: frame.data, correlationId: frame.messageId });
        break;
      case "ping":
        this.heads();
        break;
      case "ack":
        this.acks.push(frame.data);
        break;
      default:
        this.carryOut(connection, frame);
    }
  }

  private subscribe(connection: FakeConnection, frame: Sent): void {
    const positions: Record<string, number> = {};
    for (const channel of frame.data.channels as string[]) {
      positions[channel] = this.head(channel);
      this.listening.get(connection)!.set(channel, this.head(channel));
    }

    connection.send({
      type: "subscription_confirmed",
      data: { channels: Object.keys(positions), failed: [], positions, epoch: this.epoch },
      correlationId: frame.messageId,
    });
  }

  private replay(connection: FakeConnection, frame: Sent): void {
    const { channels, positions, epoch } = frame.data as { channels: string[]; positions: Record<string, number>; epoch: string };
    const missed: object[] = [];
    const reached: Record<string, number> = {};
    for (const channel of channels) {
      const { head, oldest } = this.of(channel);
      const after = positions[channel] ?? head;
      if (epoch !== this.epoch || after > head || after < oldest - 1) {
        this.listening.get(connection)!.delete(channel);
        connection.error({ code: "HISTORY_UNAVAILABLE", message: "gone", channel, oldestSequence: oldest, sequence: head }, frame);
        continue;
      }

      this.listening.get(connection)!.set(channel, after);
      reached[channel] = head;
      for (let sequence = after + 1; sequence <= head; sequence++) {
        missed.push(message(channel, sequence));
      }
    }

    // Pages of three, so that a replay of any length has several.
    for (; missed.length > 3; missed.splice(0, 3)) {
      connection.page(frame, missed.slice(0, 3));
    }

    connection.page(frame, missed, { positions: reached });
  }

  private carryOut(connection: FakeConnection, frame: Sent): void {
    const id = frame.messageId!;
    // Exactly once is the server's to keep; what it needs from a client is the same id.
    this.done.set(id, this.done.get(id) ?? this.done.size + 1);
    if (!this.losesAnswers) {
      connection.acknowledge(frame, { orderId: `o${this.done.get(id)}` });
    }
  }
}

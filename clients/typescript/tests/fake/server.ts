import type { SocketConstructor, SocketLike } from "@tabletap/client";

/** A frame that the client sent. */
export interface Sent {
  type: string;
  messageId?: string;
  data?: any;
  signature?: string;
  timestamp: string;
}

export const channel = "cafe:demo:general";
export const orders = "orders:customer:guest_1";

/** The server's side of one socket. */
export class FakeConnection {
  /** Every frame that came, and those that no test has looked at yet. */
  readonly all: Sent[] = [];
  private readonly unread: Sent[] = [];
  /** The client has left. */
  left = false;

  constructor(
    readonly url: string,
    readonly protocols: readonly string[],
    private readonly socket: FakeSocket,
    private readonly onFrame: (connection: FakeConnection, frame: Sent) => void,
  ) {}

  /** The token that came beside the subprotocol. */
  get token(): string {
    return this.protocols[1]!.replace("bearer.", "");
  }

  take(text: string): void {
    const frame = JSON.parse(text) as Sent;
    this.all.push(frame);
    this.unread.push(frame);
    this.onFrame(this, frame);
  }

  /** The next frame of a type that the client has sent already. */
  expect(type: string): Sent {
    const at = this.unread.findIndex((frame) => frame.type === type);
    if (at < 0) {
      throw new Error(`The client sent no ${type}, but: ${this.unread.map((frame) => frame.type).join(", ")}`);
    }

    return this.unread.splice(at, 1)[0]!;
  }

  /** The frames of a type that no test has looked at yet. */
  arrived(type: string): Sent[] {
    return this.unread.filter((frame) => frame.type === type);
  }

  send(frame: object): void {
    this.socket.onmessage?.({ data: JSON.stringify({ timestamp: "2024-01-15T10:30:00.000Z", version: "1.0", ...frame }) });
  }

  /** Sends what is no frame. */
  sendText(text: unknown): void {
    this.socket.onmessage?.({ data: text });
  }

  establish(more: object = {}): void {
    this.send({
      type: "connection_established",
      data: {
        connectionId: "conn_1",
        userId: "guest_1",
        userType: "customer",
        cafeId: "demo",
        capabilities: [],
        serverTime: "2024-01-15T10:30:00.000Z",
        heartbeatInterval: 30,
        sessionExpiresAt: "2024-01-15T11:00:00.000Z",
        protocolVersion: "1.0",
        epoch: "e1",
        limits: { messagesPerMinute: 100, subscriptions: 1000, maxMessageBytes: 65536, replaysPerMinute: 10 },
        ...more,
      },
    });
  }

  /** Answers the next subscribe. */
  confirm(positions: Record<string, number>, failed: object[] = [], epoch = "e1"): Sent {
    const subscribe = this.expect("subscribe");
    this.send({
      type: "subscription_confirmed",
      data: { channels: Object.keys(positions), failed, positions, epoch },
      correlationId: subscribe.messageId,
    });
    return subscribe;
  }

  message(name: string, sequence: number, more: object = {}): void {
    this.send(message(name, sequence, more));
  }

  /** A page of what was missed. */
  page(request: Sent, messages: object[], last?: { positions: Record<string, number>; complete?: Record<string, boolean> }): void {
    const complete = last && (last.complete ?? Object.fromEntries(Object.keys(last.positions).map((name) => [name, true])));
    this.send({
      type: "message_replay",
      data: { messages, fromMessageId: null, toMessageId: null, hasMore: !last, ...(last ? { positions: last.positions, complete } : {}) },
      correlationId: request.messageId,
    });
  }

  acknowledge(command: Sent, result: object = {}): void {
    this.send({
      type: "message_acknowledged",
      data: { messageId: command.messageId, status: "processed", processedAt: "2024-01-15T10:30:00.000Z", result },
      correlationId: command.messageId,
    });
  }

  refuse(command: Sent, error: object): void {
    this.send({ type: "message_error", data: { messageId: command.messageId, error }, correlationId: command.messageId });
  }

  error(data: object, request?: Sent): void {
    this.send({ type: "error", data, ...(request ? { correlationId: request.messageId } : {}) });
  }

  close(code: number, reason = ""): void {
    this.socket.readyState = 3;
    this.socket.onclose?.({ code, reason });
  }

  /** The network is gone: no code comes. */
  drop(): void {
    this.close(1006);
  }
}

class FakeSocket implements SocketLike {
  readyState = 1;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  connection!: FakeConnection;

  send(text: string): void {
    this.connection.take(text);
  }

  close(): void {
    this.readyState = 3;
    this.connection.left = true;
  }
}

/** Takes the client's sockets; a test says what each of them does. */
export class FakeServer {
  readonly connections: FakeConnection[] = [];
  /** What is done with each new socket, once the client has made it. */
  onConnection: (connection: FakeConnection) => void = () => {};
  /** What is done with each frame of the client. */
  onFrame: (connection: FakeConnection, frame: Sent) => void = () => {};

  /** The socket that was made last. */
  get last(): FakeConnection {
    return this.connections.at(-1)!;
  }

  readonly WebSocket: SocketConstructor = this.makeConstructor();

  private makeConstructor(): SocketConstructor {
    const server = this;
    return class extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super();
        this.connection = new FakeConnection(url, protocols, this, (connection, frame) => server.onFrame(connection, frame));
        server.connections.push(this.connection);
        queueMicrotask(() => server.onConnection(this.connection));
      }
    };
  }
}

/** A message of a channel, as the server stores it. */
export function message(name: string, sequence: number, more: object = {}): object {
  return {
    type: name.startsWith("orders") ? "order_estimate_changed" : "announcement",
    channel: name,
    messageId: `msg_${name.replaceAll(":", "_")}_${sequence}`,
    timestamp: "2024-01-15T10:30:00.000Z",
    version: "1.0",
    ...(name.startsWith("orders") ? { ackRequired: true } : {}),
    data: { announcementId: `a${sequence}`, message: "" },
    sequence,
    ...more,
  };
}

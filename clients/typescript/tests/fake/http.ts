/** A stream of events, as the fake server keeps it open. */
export class FakeStream {
  readonly body: ReadableStream<Uint8Array>;
  /** The client has left. */
  left = false;
  private controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(
    readonly url: URL,
    readonly headers: Headers,
    signal: AbortSignal,
  ) {
    this.body = new ReadableStream({ start: (controller) => void (this.controller = controller) });
    signal.addEventListener("abort", () => {
      this.left = true;
      this.controller.error(signal.reason);
    });
  }

  get channels(): string[] {
    return this.url.searchParams.get("channels")!.split(",");
  }

  send(frame: object, id?: string): void {
    const text = JSON.stringify({ timestamp: "2024-01-15T10:30:00.000Z", version: "1.0", ...frame });
    this.write(`${id === undefined ? "" : `id: ${id}\n`}data: ${text}\n\n`);
  }

  write(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
  }

  confirm(positions: Record<string, number>, failed: object[] = [], epoch = "e1"): void {
    this.send({ type: "connection_established", data: { connectionId: "conn_1", userId: "guest_1", limits: {}, epoch } });
    this.send({ type: "subscription_confirmed", data: { channels: Object.keys(positions), failed, positions, epoch } });
  }

  end(): void {
    this.controller.close();
  }
}

/** Answers over HTTP: a test says what each address answers, and events stay open. */
export class FakeHttp {
  readonly streams: FakeStream[] = [];
  /** What each path answers: a body, or a status with a problem document. */
  readonly answers = new Map<string, () => { status?: number; body: object } | Error>();
  readonly asked: { path: string; token: string; body?: any }[] = [];

  get last(): FakeStream {
    return this.streams.at(-1)!;
  }

  readonly fetch = ((input: string, init: RequestInit = {}) => Promise.resolve().then(() => this.answer(new URL(input), init))) as typeof fetch;

  private answer(url: URL, init: RequestInit): Response {
    const headers = new Headers(init.headers);
    const token = headers.get("authorization")?.replace("Bearer ", "") ?? "";
    this.asked.push({ path: url.pathname, token, ...(init.body ? { body: JSON.parse(init.body as string) } : {}) });
    const answer = this.answers.get(url.pathname);
    if (answer) {
      const outcome = answer();
      if (outcome instanceof Error) {
        throw outcome;
      }

      return new Response(JSON.stringify(outcome.body), { status: outcome.status ?? 200 });
    }

    if (url.pathname !== "/v1/events") {
      return new Response("{}", { status: ["/health/live", "/health/ready"].includes(url.pathname) ? 200 : 404 });
    }

    const stream = new FakeStream(url, headers, init.signal!);
    this.streams.push(stream);
    return new Response(stream.body, { headers: { "content-type": "text/event-stream" } });
  }
}

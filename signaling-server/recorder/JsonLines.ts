import type { Socket } from 'node:net';
import type { z } from 'zod';

/** A peer that sends a longer line than this is not ours. */
const LONGEST_LINE_BYTES = 1_000_000;

export interface JsonLinesListener<Incoming> {
  onMessage: (message: Incoming) => void;
  /** A line that is not in the contract; the connection is closed after it. */
  onRefused: (problem: string) => void;
  onClosed: () => void;
}

/** One end of a control connection: messages out as lines of JSON, lines in as parsed messages. */
export class JsonLines<Incoming, Outgoing> {
  private pending = '';
  private closed = false;

  constructor(
    private readonly socket: Socket,
    private readonly schema: z.ZodType<Incoming>,
    private readonly listener: JsonLinesListener<Incoming>,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.take(text));
    // A reset peer is told by 'close', which always follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      listener.onClosed();
    });
  }

  /** Nothing is sent once the connection is gone; whoever depends on it is told by `onClosed`. */
  send(message: Outgoing): void {
    if (!this.closed) this.socket.write(`${JSON.stringify(message)}\n`);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.destroy();
  }

  private take(text: string): void {
    this.pending += text;
    for (;;) {
      const end = this.pending.indexOf('\n');
      if (end < 0) break;
      const line = this.pending.slice(0, end);
      this.pending = this.pending.slice(end + 1);
      if (!this.takeLine(line)) return;
    }
    if (this.pending.length > LONGEST_LINE_BYTES) this.refuse('line too long');
  }

  private takeLine(line: string): boolean {
    if (this.closed) return false;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.refuse('not JSON');
      return false;
    }
    const parsed = this.schema.safeParse(value);
    if (!parsed.success) {
      this.refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
      return false;
    }
    this.listener.onMessage(parsed.data);
    return true;
  }

  private refuse(problem: string): void {
    this.listener.onRefused(problem);
    this.close();
  }
}

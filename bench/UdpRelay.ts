import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What a path does to packets. */
export interface PathFault {
  /** 0 to 1. */
  readonly loss: number;
  /** Each packet waits a random time up to this. */
  readonly jitterMs: number;
}

/**
 * A path of its own between clients and a server on this machine: clients send to `from`, and the server answers
 * through it. Faults are made by a seed, in both directions, so that each run meets the same ones in the same order.
 */
export class UdpRelay {
  private readonly flows = new Map<string, Socket>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private fault: PathFault = { loss: 0, jitterMs: 0 };
  private faulty: ReadonlySet<Socket> = new Set();
  private closed = false;

  private constructor(
    private readonly outer: Socket,
    private random: number,
  ) {}

  static async create(
    from: { readonly address: string; readonly port: number },
    to: { readonly address: string; readonly port: number },
    seed: number,
  ): Promise<UdpRelay> {
    const outer = createSocket('udp4');
    outer.bind(from.port, from.address);
    await once(outer, 'listening');
    const relay = new UdpRelay(outer, seed);
    outer.on('message', (packet, { address, port }) => {
      const flow = relay.flowOf(address, port);
      relay.pass(flow, () => flow.send(packet, to.port, to.address));
    });
    return relay;
  }

  /** The paths of those who have sent something so far. */
  paths(): ReadonlySet<Socket> {
    return new Set(this.flows.values());
  }

  /** From now on, on some of the paths. */
  suffer(fault: PathFault, paths: ReadonlySet<Socket>): void {
    this.fault = fault;
    this.faulty = paths;
  }

  close(): void {
    this.closed = true;
    this.timers.forEach((timer) => clearTimeout(timer));
    this.flows.forEach((flow) => flow.close());
    this.outer.close();
  }

  private flowOf(address: string, port: number): Socket {
    const key = `${address}:${port}`;
    const known = this.flows.get(key);
    if (known) return known;
    const flow = createSocket('udp4');
    flow.on('message', (packet) => this.pass(flow, () => this.outer.send(packet, port, address)));
    this.flows.set(key, flow);
    return flow;
  }

  private pass(flow: Socket, send: () => void): void {
    const { loss, jitterMs } = this.fault;
    if (!this.faulty.has(flow)) return send();
    if (loss > 0 && this.roll() < loss) return;
    if (jitterMs === 0) return send();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.closed) send();
    }, this.roll() * jitterMs);
    this.timers.add(timer);
  }

  /** 0 to 1, by the seed (mulberry32). */
  private roll(): number {
    this.random = (this.random + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.random ^ (this.random >>> 15), 1 | this.random);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

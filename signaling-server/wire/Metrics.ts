import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Connections } from './Connections';

/** What the server tells Prometheus. Capabilities register their own on `registry`. */
export class Metrics {
  private constructor(
    readonly registry: Registry,
    private readonly durations: Histogram<'request'>,
    private readonly replies: Counter<'request' | 'outcome'>,
  ) {}

  static create({ connections }: { connections: Connections }): Metrics {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const durations = new Histogram({
      name: 'zhiqin_request_seconds',
      help: 'Time from a request to its reply',
      labelNames: ['request'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2],
      registers: [registry],
    });
    const replies = new Counter({
      name: 'zhiqin_replies_total',
      help: 'Replies by request and outcome',
      labelNames: ['request', 'outcome'],
      registers: [registry],
    });
    const metrics = new Metrics(registry, durations, replies);
    metrics.gauge('zhiqin_connections', 'Open sockets', () => connections.all().length);
    metrics.gauge(
      'zhiqin_signed_in_connections',
      'Open sockets with a session',
      () => connections.all().filter(({ session }) => session !== null).length,
    );
    return metrics;
  }

  answered(request: string, outcome: string, seconds: number): void {
    this.durations.observe({ request }, seconds);
    this.replies.inc({ request, outcome });
  }

  /** A figure that is read whenever it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}

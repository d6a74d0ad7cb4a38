import type { Position } from '@protocol';
import { OrderTerminal } from './OrderTerminal';

/** Each drives round a block of its own at 36 km/h, so that no alarm has a reason. */
const CENTRE = { longitude: 114.3, latitude: 30.6 };
const BLOCK_DEGREES = 0.009;
const APART_DEGREES = 0.002;
const RADIANS_A_SECOND = 0.01;
const SPEED = 36;

/** A crew's tablet that reports fixes, several at once as after a tunnel, and takes orders meanwhile. */
export class PositionTerminal {
  readonly orders: OrderTerminal;
  /** From sending a report to its answer, in milliseconds. */
  readonly acksMs: number[] = [];
  /** Numbers of the fixes that the server has said it has. */
  readonly acknowledged: number[] = [];
  readonly refusals: string[] = [];
  /** When the last answer came, in milliseconds of `performance.now()`. */
  lastAckAt = 0;
  #sent = 0;
  #reportedAt = Date.now();

  constructor(
    address: string,
    token: string,
    readonly vehicleId: string,
    private readonly index: number,
  ) {
    this.orders = new OrderTerminal(address, token, vehicleId);
  }

  get sent(): number {
    return this.#sent;
  }

  async goOnDuty(): Promise<void> {
    await this.orders.line.up();
    await this.orders.line.ask('fleet:goOnDuty', { crew: [this.vehicleId] });
  }

  /** Hands in `count` fixes, from the time since the last report, and is done when they are acknowledged. */
  async report(count: number): Promise<void> {
    const from = this.#reportedAt;
    const to = Date.now();
    this.#reportedAt = to;
    const positions = Array.from({ length: count }, (_, fix) =>
      this.#fix(this.#sent + fix, Math.round(from + ((to - from) * (fix + 1)) / count)),
    );
    this.#sent += count;
    const sentAt = performance.now();
    try {
      const { acknowledged } = await this.orders.line.ask('fleet:report', { positions });
      this.lastAckAt = performance.now();
      this.acksMs.push(this.lastAckAt - sentAt);
      this.acknowledged.push(...positions.flatMap(({ number }) => (number <= acknowledged ? number : [])));
    } catch (error) {
      this.refusals.push(error instanceof Error ? error.message : String(error));
    }
  }

  close(): void {
    this.orders.close();
  }

  #fix(number: number, at: number): Position {
    const angle = this.index + (at / 1_000) * RADIANS_A_SECOND;
    return {
      number,
      at,
      longitude: CENTRE.longitude + (this.index % 20) * APART_DEGREES + BLOCK_DEGREES * Math.cos(angle),
      latitude: CENTRE.latitude + Math.floor(this.index / 20) * APART_DEGREES + BLOCK_DEGREES * Math.sin(angle),
      speed: SPEED,
      heading: (((360 - (angle * 180) / Math.PI) % 360) + 360) % 360,
      accuracy: 5,
    };
  }
}

import { randomUUID } from 'node:crypto';
import type { Order, VehicleStatus } from '@protocol';
import type { DemoConnection } from './DemoConnection';
import type { Driver } from './Driver';
import { currentTask, isUnderWay, stepDue, withOrder, type CrewStep, type OrderTask } from './orderBehaviour';
import { metresBetween, type Metres, type Plane } from './Plane';

const BREAK_SECONDS = 45;
/** About one break in ten minutes. */
const BREAK_CHANCE_PER_SECOND = 1 / 600;

/** The people aboard: they work off orders, drive to them, report back, and rest now and then. */
export class Crew {
  #tasks: readonly OrderTask[] = [];
  #drivingTo: string | null = null;
  #status: VehicleStatus | null = null;
  #breakUntil = 0;
  readonly #stepping = new Set<string>();

  constructor(
    private readonly vehicleId: string,
    private readonly connection: DemoConnection,
    private readonly driver: Driver,
    private readonly plane: Plane,
    private readonly next: () => number,
  ) {}

  /** After signing in the server's list is what counts. */
  signedIn(orders: readonly Order[]): void {
    const open = new Set(orders.map(({ id }) => id));
    this.#tasks = this.#tasks.filter(({ orderId }) => open.has(orderId));
    this.#status = null;
    for (const order of [...orders].reverse()) this.heardOf(order);
  }

  heardOf(order: Order): void {
    this.#tasks = withOrder(this.#tasks, order, this.vehicleId, Date.now());
    const task = this.#tasks.find(({ orderId }) => orderId === order.id);
    if (task?.state === 'sent') void this.#take(task, 'delivered');
  }

  /** Called a few times a second with where the vehicle is. */
  work(now: number, place: Metres): void {
    const current = currentTask(this.#tasks);
    if (current?.place && current.orderId !== this.#drivingTo) {
      this.#drivingTo = current.orderId;
      this.driver.driveTo(this.plane.toMetres(current.place));
    } else if (current === null && this.#drivingTo !== null) {
      this.#drivingTo = null;
      this.driver.patrol();
    }
    for (const task of this.#tasks) {
      // A second order's place counts once the crew drives there, so that no distance is measured on the way past.
      if (task.place !== null && task.state === 'accepted' && task !== current) continue;
      const metres = task.place === null ? null : metresBetween(place, this.plane.toMetres(task.place));
      const step = stepDue(task, now, metres);
      if (step !== null) void this.#take(task, step);
    }
    this.#rest(now);
  }

  async #take(task: OrderTask, state: CrewStep): Promise<void> {
    const { orderId, version } = task;
    if (!this.connection.connected || this.#stepping.has(orderId)) return;
    this.#stepping.add(orderId);
    try {
      const note = state === 'done' ? '已处置完毕,现场恢复正常' : null;
      const order = await this.connection.request('orders:advance', { orderId, version, state, note });
      if (state === 'arrived' && this.next() < 0.7) {
        await this.connection.request('orders:say', { clientKey: randomUUID(), orderId, text: '已到位,正在处置' });
      }
      this.heardOf(order);
    } catch {
      // The line is gone or the order has moved on elsewhere: the server's list after the next sign-in says so, and
      // until then the step is tried again with the next tick but one.
      await new Promise((resolve) => setTimeout(resolve, 1000));
    } finally {
      this.#stepping.delete(orderId);
    }
  }

  #rest(now: number): void {
    const busy = this.#tasks.some(({ state }) => isUnderWay(state));
    if (!busy && now > this.#breakUntil && this.next() < BREAK_CHANCE_PER_SECOND) {
      this.#breakUntil = now + BREAK_SECONDS * 1000;
      this.driver.stand(BREAK_SECONDS);
    }
    this.#say(busy ? 'busy' : now < this.#breakUntil ? 'break' : 'free');
  }

  #say(status: VehicleStatus): void {
    if (status === this.#status || !this.connection.connected) return;
    this.#status = status;
    this.connection.request('fleet:setStatus', { status }).catch(() => (this.#status = null));
  }
}

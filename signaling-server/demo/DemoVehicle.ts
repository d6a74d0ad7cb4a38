import type { Logger } from 'pino';
import { RequestError, type Speaker, type TalkGroup } from '@protocol';
import { ANSWER_AFTER_MS, answers } from './answerRules';
import { Crew } from './Crew';
import { DemoConnection } from './DemoConnection';
import type { DemoIdentity } from './demoSeed';
import type { DeviceTokens } from './DeviceTokens';
import { Driver } from './Driver';
import type { Districts } from './Districts';
import { homeOf } from './homes';
import type { Pacer } from './Pacer';
import { Plane, type Metres } from './Plane';
import { PositionLog } from './PositionLog';
import { random } from './random';
import { Streets } from './Streets';
import { VehicleMedia, type VehicleFootage } from './VehicleMedia';

const STEP_MS = 1000;
const RETRY_MS = 2000;
const MEDIA_RETRY_MS = 300;
const ACCURACY_METRES = 5;
/** Four seconds without it, and the server takes the floor away. */
const HOLD_EVERY_MS = 1000;

export interface DemoVehicleOptions {
  readonly identity: DemoIdentity;
  /** Counts the fleet's vehicles from 0. */
  readonly number: number;
  readonly address: { readonly url: string; readonly ip: string };
  readonly districts: Districts;
  readonly tokens: DeviceTokens;
  readonly pacer: Pacer;
  readonly footage: VehicleFootage;
  /** The vehicles that are out, so that one of them answers for a group. */
  readonly out: Set<string>;
  readonly log: Logger;
}

/** One vehicle of the demo fleet: it signs in as an enrolled tablet does, and drives, sends, works and answers. */
export class DemoVehicle {
  readonly #connection: DemoConnection;
  readonly #driver: Driver;
  readonly #plane: Plane;
  readonly #crew: Crew;
  readonly #positions = new PositionLog();
  readonly #speakers = new Map<string, Speaker>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #media: VehicleMedia | null = null;
  #mediaTurn = 0;
  #mediaAwaited = false;
  #sessionToken: string | null = null;
  #signedIn = false;
  #reporting = false;
  #answered = 0;
  #closed = false;

  private constructor(private readonly options: DemoVehicleOptions) {
    const { identity, districts, number, address } = options;
    const home = homeOf(identity, districts);
    this.#plane = new Plane(home.origin);
    const next = random(number * 101 + 7);
    const inside = (place: Metres): boolean => districts.contains(identity.districtId, this.#plane.toGround(place));
    this.#driver = new Driver(new Streets(home.turn, home.block), inside, next);
    this.#connection = DemoConnection.create(address.url);
    this.#crew = new Crew(identity.vehicleId, this.#connection, this.#driver, this.#plane, next);
  }

  /** Drives off at once; the line is opened and kept in the background. */
  static create(options: DemoVehicleOptions): DemoVehicle {
    const vehicle = new DemoVehicle(options);
    vehicle.#start();
    return vehicle;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#lost();
    this.#connection.close();
  }

  #start(): void {
    const connection = this.#connection;
    connection.onConnected(() => void this.#signIn());
    connection.onDisconnected(() => this.#lost());
    connection.on('orders:changed', (order) => this.#crew.heardOf(order));
    connection.on('voice:changed', ({ group, ended }) => this.#heard(group, ended?.burstId ?? null));
    connection.on('media:transportClosed', () => this.#sendSoon());
    connection.on('session:ended', ({ reason }) => {
      // Its tablet was signed in elsewhere, or somebody revoked it: it does not fight for its place.
      if (reason !== 'server-stopping' && reason !== 'expired') this.#sessionToken = null;
      this.#signedIn = false;
    });
    // The vehicles' seconds stand beside each other's, so that the server is not asked by all of them at once.
    this.#after((this.options.number * 137) % STEP_MS, () => this.#step(performance.now()));
    connection.open();
  }

  #step(last: number): void {
    const now = performance.now();
    const motion = this.#driver.advance(Math.min(5, (now - last) / 1000));
    const at = Date.now();
    this.#positions.add({
      at,
      ...this.#plane.toGround(motion.place),
      speed: Math.round(motion.speed * 10) / 10,
      heading: Math.round(motion.heading * 10) / 10,
      accuracy: ACCURACY_METRES,
    });
    if (this.#signedIn) {
      this.#crew.work(at, motion.place);
      void this.#report();
    }
    this.#after(STEP_MS - ((performance.now() - now) % STEP_MS), () => this.#step(now));
  }

  async #report(): Promise<void> {
    if (this.#reporting) return;
    this.#reporting = true;
    try {
      while (this.#signedIn && this.#positions.size > 0) {
        const { acknowledged } = await this.#connection.request('fleet:report', { positions: this.#positions.batch() });
        const before = this.#positions.size;
        this.#positions.acknowledged(acknowledged);
        if (this.#positions.size === before) break;
      }
    } catch {
      // They stay in the log and are sent again with the next second.
    } finally {
      this.#reporting = false;
    }
  }

  async #signIn(): Promise<void> {
    const { identity, log, out } = this.options;
    try {
      await this.#become();
      this.#signedIn = true;
      // The picture is what everybody waits for, and it needs nothing of what is asked next.
      const sending = this.#send();
      const [{ orders }, { groups }] = await Promise.all([
        this.#connection.request('orders:list', {}),
        this.#connection.request('voice:list', {}),
        this.#connection.request('fleet:goOnDuty', { crew: [...identity.crew] }),
      ]);
      this.#speakers.clear();
      for (const group of groups) if (group.speaker) this.#speakers.set(group.id, group.speaker);
      this.#crew.signedIn(orders);
      out.add(identity.vehicleId);
      log.info({ plate: identity.plate }, 'on duty');
      await sending;
    } catch (error) {
      if (this.#closed) return;
      this.#signedIn = false;
      log.warn({ plate: identity.plate, reason: String(error) }, 'could not sign in; trying again');
      this.#after(RETRY_MS, () => {
        if (this.#connection.connected && !this.#signedIn) void this.#signIn();
      });
    }
  }

  /** Comes back as who it was, else signs in with its device token, else enrols with its code first. */
  async #become(): Promise<void> {
    const { identity, tokens } = this.options;
    const { vehicleId, account, pin, deviceCode } = identity;
    if (this.#sessionToken !== null) {
      try {
        await this.#connection.request('session:resume', { token: this.#sessionToken });
        return;
      } catch (error) {
        if (!(error instanceof RequestError) || error.code === 'timeout') throw error;
        this.#sessionToken = null;
      }
    }
    let deviceToken = tokens.get(vehicleId);
    if (deviceToken === null) {
      ({ deviceToken } = await this.#connection.request('session:enrol', { code: deviceCode }));
      await tokens.set(vehicleId, deviceToken);
    }
    try {
      const { token } = await this.#connection.request('session:signInCrew', { deviceToken, account, pin, vehicleId });
      this.#sessionToken = token;
    } catch (error) {
      // A server with another database does not know the device: the next try enrols it again.
      if (error instanceof RequestError && ['unauthenticated', 'not-found', 'forbidden'].includes(error.code)) {
        await tokens.set(vehicleId, null);
      }
      throw error;
    }
  }

  /** Every stream has a transport of its own, and they die together: one new start does for all of them. */
  #sendSoon(): void {
    if (this.#mediaAwaited) return;
    this.#mediaAwaited = true;
    this.#after(MEDIA_RETRY_MS, () => {
      this.#mediaAwaited = false;
      if (this.#signedIn) void this.#send();
    });
  }

  /** Opens the streams anew; the last caller wins where the line is lost meanwhile. */
  async #send(): Promise<void> {
    const turn = (this.#mediaTurn += 1);
    this.#media?.close();
    this.#media = null;
    const { pacer, footage, address, number, identity, log } = this.options;
    try {
      const media = await VehicleMedia.create({
        ...{ connection: this.#connection, pacer, footage, address: address.ip },
        offsetMs: (number * 17) % 40,
        startPicture: number * 37,
      });
      if (turn !== this.#mediaTurn || this.#closed) {
        media.close();
        return;
      }
      this.#media = media;
    } catch (error) {
      if (turn !== this.#mediaTurn || this.#closed || !this.#signedIn) return;
      log.warn({ plate: identity.plate, reason: String(error) }, 'camera and sound were refused; trying again');
      this.#after(RETRY_MS, () => {
        if (turn === this.#mediaTurn && this.#signedIn) void this.#send();
      });
    }
  }

  #lost(): void {
    this.#signedIn = false;
    this.options.out.delete(this.options.identity.vehicleId);
    this.#mediaTurn += 1;
    this.#media?.close();
    this.#media = null;
  }

  #heard(group: TalkGroup, endedBurst: string | null): void {
    const before = this.#speakers.get(group.id);
    if (group.speaker === null) this.#speakers.delete(group.id);
    else this.#speakers.set(group.id, group.speaker);
    if (before === undefined || before.burstId !== endedBurst) return;
    const { identity, out } = this.options;
    if (answers({ group, speaker: before, endedAt: Date.now() }, identity.vehicleId, out)) {
      this.#after(ANSWER_AFTER_MS, () => void this.#answer(group.id));
    }
  }

  async #answer(groupId: string): Promise<void> {
    // Somebody else has begun to speak: a crew does not interrupt.
    const media = this.#media;
    if (media === null || this.#speakers.has(groupId)) return;
    const { identity, log } = this.options;
    try {
      const floor = await this.#connection.request('voice:requestFloor', { groupId });
      if (floor.answer !== 'granted') return;
      const { burstId } = floor;
      const spokenMs = media.speak(this.#answered + this.options.number);
      const spokenAt = performance.now() + spokenMs;
      const hold = (): void => {
        if (performance.now() >= spokenAt) return;
        // One that is lost or comes too late is no matter: the server ends the burst, and says so.
        this.#connection.request('voice:holdFloor', { groupId, burstId }).catch(() => undefined);
        this.#after(HOLD_EVERY_MS, hold);
      };
      this.#after(HOLD_EVERY_MS, hold);
      this.#answered += 1;
      this.#after(spokenMs + 150, () => {
        media.hush();
        this.#connection.request('voice:releaseFloor', { groupId, burstId }).catch((error: unknown) => {
          log.warn({ plate: identity.plate, reason: String(error) }, 'the floor was not released; the server ends it');
        });
      });
    } catch (error) {
      log.warn({ plate: identity.plate, reason: String(error) }, 'could not answer');
    }
  }

  #after(milliseconds: number, act: () => void | Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) void act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

import type { Logger } from 'pino';
import { RequestError, type ParsedInput } from '@protocol';
import type { MediaClients } from '../media/MediaClients';
import type { Source } from '../media/MediaClient';
import { TalkSource } from '../media/TalkSource';
import type { SignedInCaller } from '../wire/Caller';
import { SourceClock } from './SourceClock';
import { UnheardSpeech } from './UnheardSpeech';

const NOTED_EVERY_MS = 60_000;
const RTP_HEADER_BYTES = 12;
const TIMESTAMP_OFFSET = 4;

interface Talker {
  caller: SignedInCaller;
  producerId: string;
  source: TalkSource;
  notedAt: number;
  /** Of his own measuring; null before he has told any. */
  roundTripMs: number | null;
  readonly sourceClock: SourceClock;
  /** What he says without a floor. */
  readonly unheard: UnheardSpeech;
}

export interface TalkersDependencies {
  clients: MediaClients;
  log: Logger;
  clock: () => number;
  /** True for one who stands in a queue, and may well hold his button. */
  waits: (connectionId: string) => boolean;
  /** Told at most once a minute of each talker. */
  onMisuse: (misuse: Misuse) => void;
}

/** Takes one packet, with the moment of its capture as SourceClock tells it, in milliseconds on this server's clock. */
export type TalkSink = (packet: Buffer, capturedAt: number) => void;

/** That somebody sends talk sound without having the floor of any group. */
export interface Misuse {
  readonly caller: SignedInCaller;
  readonly at: number;
}

/**
 * The talk sound of each connection: always live, and let through only into those groups whose floor the connection
 * holds. What is said without the floor is dropped here and counted.
 */
export class Talkers {
  readonly #talkers = new Map<string, Talker>();
  readonly #open = new Map<string, Map<string, TalkSink>>();
  #droppedPackets = 0;

  constructor(private readonly dependencies: TalkersDependencies) {}

  /** Packets with speech in them that came without the floor, since the start. */
  get droppedPackets(): number {
    return this.#droppedPackets;
  }

  hasMedia(connectionId: string): boolean {
    return this.#talkers.has(connectionId);
  }

  /** What a talker says of his way to here and back. */
  noteRoundTrip(connectionId: string, roundTripMs: number): void {
    const talker = this.#talkers.get(connectionId);
    if (talker) talker.roundTripMs = roundTripMs;
  }

  /** In milliseconds; null where it is not known. */
  roundTripOf(connectionId: string): number | null {
    return this.#talkers.get(connectionId)?.roundTripMs ?? null;
  }

  async publish(caller: SignedInCaller, { transportId, rtpParameters }: ParsedInput<'voice:publish'>): Promise<string> {
    const client = this.dependencies.clients.of(caller);
    const source = await client.produce(transportId, 'audio', rtpParameters, (id) => this.#ended(caller, id));
    return this.#add(caller, source);
  }

  async ingest(
    caller: SignedInCaller,
    { source: sender, payloadType, ssrc }: ParsedInput<'voice:ingest'>,
  ): Promise<{ producerId: string; destination: { ip: string; port: number } }> {
    const client = this.dependencies.clients.of(caller);
    const stream = { codec: 'opus', payloadType, ssrc } as const;
    const source = await client.ingest(sender, stream, (id) => this.#ended(caller, id));
    return { producerId: await this.#add(caller, source), destination: source.destination };
  }

  /** From now on each packet of the connection goes to `sink`, until `shut` with the same burst. */
  open(connectionId: string, burstId: string, sink: TalkSink): void {
    const sinks = this.#open.get(connectionId) ?? new Map<string, TalkSink>();
    this.#open.set(connectionId, sinks.set(burstId, sink));
  }

  shut(connectionId: string, burstId: string): void {
    const sinks = this.#open.get(connectionId);
    sinks?.delete(burstId);
    if (sinks?.size === 0) this.#open.delete(connectionId);
  }

  /** A connection has one talk sound; a newer one takes the place of an older, in the middle of a burst too. */
  async #add(caller: SignedInCaller, source: Source): Promise<string> {
    const { connectionId } = caller;
    const taken = await TalkSource.create(source, (packet) => this.#take(connectionId, packet));
    if (source.producer.closed) throw new RequestError('conflict', 'it has ended before it was answered');
    const older = this.#talkers.get(connectionId);
    this.#talkers.set(connectionId, {
      caller,
      producerId: source.producer.id,
      source: taken,
      notedAt: older?.notedAt ?? 0,
      roundTripMs: older?.roundTripMs ?? null,
      sourceClock: new SourceClock(),
      unheard: new UnheardSpeech(),
    });
    older?.source.close();
    if (older) this.dependencies.clients.closeProducer(connectionId, older.producerId);
    return source.producer.id;
  }

  #take(connectionId: string, packet: Buffer): void {
    const sinks = this.#open.get(connectionId);
    const talker = this.#talkers.get(connectionId);
    if (packet.length < RTP_HEADER_BYTES) return;
    const at = this.dependencies.clock();
    const capturedAt = talker?.sourceClock.capturedAt(packet.readUInt32BE(TIMESTAMP_OFFSET), at) ?? at;
    if (sinks) {
      talker?.unheard.forget();
      return sinks.forEach((sink) => sink(packet, capturedAt));
    }
    if (!talker) return;
    const spoken = talker.unheard.take(packet.length, at);
    this.#droppedPackets += spoken;
    if (spoken === 0 || !talker.unheard.isMisuse) return;
    if (at - talker.notedAt < NOTED_EVERY_MS || this.dependencies.waits(connectionId)) return;
    talker.notedAt = at;
    this.dependencies.log.info({ connectionId }, 'talk sound without the floor is dropped');
    this.dependencies.onMisuse({ caller: talker.caller, at });
  }

  #ended({ connectionId }: SignedInCaller, producerId: string): void {
    if (this.#talkers.get(connectionId)?.producerId === producerId) this.#talkers.delete(connectionId);
  }
}

import type { Logger } from 'pino';
import { RequestError, type Consumption } from '@protocol';
import type { MediaHub } from '../media/MediaHub';
import type { RecordedTalk, TalkNews } from '../recording/RecordingPlan';
import { GroupChannels } from '../voice/GroupChannels';
import type { Talkers } from '../voice/Talkers';
import type { SignedInCaller } from '../wire/Caller';
import type { Speakers } from './Speakers';

/** Whose words a leg carries. */
export type Side = 'caller' | 'callee';

/** One party as it talks, under which its words are on record. */
export interface SpokenLeg {
  readonly burstId: string;
  readonly connectionId: string;
  readonly vehicleId: string | null;
}

export interface PhoneLegsDependencies {
  media: Pick<MediaHub, 'workers' | 'clients'>;
  talkers: Pick<Talkers, 'open' | 'shut'>;
  speakers: Pick<Speakers, 'isSpeaking'>;
  log: Logger;
}

interface Leg {
  readonly placeId: string;
  spoken: SpokenLeg | null;
}

/**
 * The sound of phone calls. Each party's words have a lasting track of their own, made while it rings; what the party
 * says goes out on it from the answer to the end, and is recorded as one burst. A party that speaks into a talk group
 * meanwhile is not heard in its call.
 */
export class PhoneLegs implements RecordedTalk {
  readonly #channels: GroupChannels;
  /** By the name under which the track is recorded. */
  readonly #legs = new Map<string, Leg>();
  readonly #listeners = new Set<(news: TalkNews) => void>();

  private constructor(private readonly dependencies: PhoneLegsDependencies) {
    this.#channels = new GroupChannels({ workers: dependencies.media.workers, isRecorded: () => true });
  }

  static create(dependencies: PhoneLegsDependencies): PhoneLegs {
    const legs = new PhoneLegs(dependencies);
    dependencies.media.workers.onReady((worker) => {
      void legs.#channels.addWorker(worker).then((failures) => {
        for (const { groupId, error } of failures) {
          dependencies.log.error({ err: error, leg: groupId }, 'a phone call is not heard on a worker');
        }
      });
    });
    return legs;
  }

  /** The place that a leg's record belongs to; null for what is no leg of a call that rings or runs. */
  group(legId: string): { placeId: string } | null {
    return this.#legs.get(legId) ?? null;
  }

  groupProducers(): ReturnType<RecordedTalk['groupProducers']> {
    return this.#channels.producers();
  }

  onGroupProducer(listener: Parameters<RecordedTalk['onGroupProducer']>[0]): void {
    this.#channels.onProducer(listener);
  }

  onBurst(listener: (news: TalkNews) => void): void {
    this.#listeners.add(listener);
  }

  /** Makes both tracks, so that the answer waits for nothing. */
  async prepare(callId: string, placeId: string): Promise<void> {
    const legIds = [legIdOf(callId, 'caller'), legIdOf(callId, 'callee')];
    legIds.forEach((legId) => this.#legs.set(legId, { placeId, spoken: null }));
    await Promise.all(legIds.map((legId) => this.#channels.of(legId)));
  }

  /** From now on what the party says goes out to the other one; of no effect once the call is over. */
  async open(callId: string, side: Side, spoken: SpokenLeg): Promise<void> {
    const { talkers, speakers } = this.dependencies;
    const legId = legIdOf(callId, side);
    const leg = this.#legs.get(legId);
    if (!leg) return;
    const channel = await this.#channels.of(legId);
    if (this.#legs.get(legId) !== leg) return;
    leg.spoken = spoken;
    this.#tell(legId, spoken, 'began');
    channel.beginBurst();
    talkers.open(spoken.connectionId, spoken.burstId, (packet, capturedAt) => {
      if (!speakers.isSpeaking(spoken.connectionId)) channel.forward(packet, capturedAt);
    });
  }

  /** Consumes the words of one side; stands where the connection receives already, if it does anywhere. */
  async hear(caller: SignedInCaller, callId: string, side: Side): Promise<Consumption> {
    const legId = legIdOf(callId, side);
    if (!this.#legs.has(legId)) throw new RequestError('conflict', 'the call is over');
    const sources = (await this.#channels.standing(legId)).sources();
    const client = this.dependencies.media.clients.of(caller);
    const source = sources.find(({ worker }) => client.hears(worker)) ?? sources[0];
    if (!source) throw new RequestError('conflict', 'the media workers are just being replaced');
    return await client.consume(source, { permission: 'voice.speak', subjects: [{ kind: 'call', id: callId }] });
  }

  /** Nothing more goes out, at once; the tracks end for those who hear or record them. */
  end(callId: string): void {
    for (const legId of [legIdOf(callId, 'caller'), legIdOf(callId, 'callee')]) {
      const leg = this.#legs.get(legId);
      if (!leg) continue;
      this.#legs.delete(legId);
      if (leg.spoken) {
        this.dependencies.talkers.shut(leg.spoken.connectionId, leg.spoken.burstId);
        this.#tell(legId, leg.spoken, 'ended');
      }
      void this.#channels.drop(legId);
    }
  }

  async close(): Promise<void> {
    await this.#channels.close();
  }

  #tell(legId: string, { burstId, vehicleId }: SpokenLeg, phase: TalkNews['phase']): void {
    this.#listeners.forEach((listener) => listener({ phase, burstId, groupId: legId, vehicleId }));
  }
}

/** The name under which a leg is on record, in the place of a talk group's. */
export function legIdOf(callId: string, side: Side): string {
  return `call:${callId}:${side}`;
}

import { randomUUID } from 'node:crypto';
import type { ProbeRun } from '@protocol';
import type { MediaClients } from '../media/MediaClients';
import type { TalkGroups } from '../voice/TalkGroups';
import type { SignedInCaller } from '../wire/Caller';
import { ProbeEar } from './ProbeEar';
import { PROBE_PAYLOAD_TYPE, ProbeMouth } from './ProbeMouth';

const SPEAKS_MS = 600;
const JOINS_LATE_AFTER_MS = 300;
/** What takes longer than this has failed. */
const PATIENCE_MS = 3_000;

export interface ProbeBurstDependencies {
  readonly groups: Pick<
    TalkGroups,
    'openGroup' | 'closeGroup' | 'prepare' | 'requestFloor' | 'releaseFloor' | 'talkers'
  >;
  readonly clients: Pick<MediaClients, 'closeProducer'>;
  readonly cityPlaceId: string;
  /** The address on which the media workers take packets of plain senders. */
  readonly address: string;
}

/** Milliseconds of one run, by KPI. */
export interface ProbeMeasures {
  readonly 1: number;
  readonly 2: number;
  /** From a packet's sending to its arrival, the 95th percentile of the run; no microphone and no buffer is in it. */
  readonly 3: number;
  readonly 4: number;
}

/** Which part of the way did not work. */
export class ProbeFailure extends Error {
  constructor(
    readonly failure: NonNullable<ProbeRun['failure']>,
    options?: ErrorOptions,
  ) {
    super(failure, options);
  }
}

/**
 * One burst between two test participants in a group that nobody sees: the floor, the ingest, the group's track and a
 * consumer are those of people's calls. A third joins in the middle. Leaves nothing on record. Throws ProbeFailure.
 */
export async function probeBurst(dependencies: ProbeBurstDependencies): Promise<ProbeMeasures> {
  const { groups, clients, cityPlaceId, address } = dependencies;
  const groupId = `probe:${randomUUID()}`;
  const talker = participant(groupId, cityPlaceId);
  const mouth = await ProbeMouth.create(address);
  const ears: ProbeEar[] = [];
  const listen = async (...given: Parameters<typeof ProbeEar.create>): Promise<ProbeEar> => {
    const ear = await ProbeEar.create(...given);
    ears.push(ear);
    return ear;
  };
  const latencies: number[] = [];
  let producerId: string | null = null;
  try {
    const { port, source } = await within('no-worker', async () => {
      groups.openGroup(definitionOf(groupId, cityPlaceId), { hidden: true });
      const sources = await groups.prepare(groupId);
      const stream = { source: mouth.source, payloadType: PROBE_PAYLOAD_TYPE, ssrc: mouth.ssrc };
      const ingested = await groups.talkers.ingest(talker, stream);
      producerId = ingested.producerId;
      if (!sources[0]) throw new Error('the group has no track');
      await listen(sources[0], (payload, at) => {
        const sentAt = mouth.sentAt(payload);
        if (sentAt !== null) latencies.push(at - sentAt);
      });
      return { port: ingested.destination.port, source: sources[0] };
    });
    const requestedAt = performance.now();
    const { burstId, grantedAt } = await within('no-grant', async () => {
      const answer = await groups.requestFloor(talker, { groupId, preempt: false, orderId: null, attempt: null });
      if (answer.answer !== 'granted') throw new Error(`the floor answered ${answer.answer}`);
      return { burstId: answer.burstId, grantedAt: performance.now() };
    });
    mouth.speak(port);
    const firstAt = await within('no-sound', () => ears[0]?.firstAt);
    await pause(JOINS_LATE_AFTER_MS);
    const joinedAt = performance.now();
    const lateAt = await within('no-sound', async () => (await listen(source)).firstAt);
    await pause(SPEAKS_MS - JOINS_LATE_AFTER_MS);
    mouth.stop();
    await groups.releaseFloor(talker, groupId, burstId);
    return { 1: grantedAt - requestedAt, 2: firstAt - requestedAt, 3: percentile95(latencies), 4: lateAt - joinedAt };
  } finally {
    mouth.close();
    ears.forEach((ear) => ear.close());
    if (producerId !== null) clients.closeProducer(talker.connectionId, producerId);
    // Where it was never opened there is nothing to close.
    await groups.closeGroup(groupId).catch(() => undefined);
  }
}

function participant(groupId: string, placeId: string): SignedInCaller {
  const session = {
    ...{ id: groupId, accountId: groupId, name: 'probe', vehicleId: null, deviceId: null },
    ...{ grants: [{ role: 'crew', placeId } as const], expiresAt: Number.MAX_SAFE_INTEGER },
  };
  // One for every run, so that what media keeps of a connection does not add up.
  return { connectionId: 'probe', address: '', session };
}

function definitionOf(groupId: string, placeId: string): Parameters<TalkGroups['openGroup']>[0] {
  return { id: groupId, name: 'probe', kind: 'ad-hoc', placeId, vehicleIds: [], area: null, openedBy: null };
}

async function within<Answer>(
  failure: NonNullable<ProbeRun['failure']>,
  step: () => Promise<Answer> | undefined,
): Promise<Awaited<Answer>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([step() ?? tooLate, tooLate]);
  } catch (error) {
    throw new ProbeFailure(failure, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function percentile95(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * 0.95) - 1)] ?? 0;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

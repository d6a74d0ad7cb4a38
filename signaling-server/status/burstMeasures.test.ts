import { describe, expect, it } from 'vitest';
import type { SettledBurst } from '../voiceLog/VoiceLog';
import { burstMeasures } from './burstMeasures';

const line = (at: number, message: string) => ({ at, message, name: '张伟' });
const burst = (part: Partial<SettledBurst> & { floorEvents?: ReturnType<typeof line>[] } = {}): SettledBurst => ({
  news: {
    ...{ phase: 'ended', burstId: 'b', groupId: 'g', groupName: 'g', placeId: 'city', vehicleId: null },
    ...{ speaker: { sessionId: 's', accountId: 'a', name: '张伟', priority: 5 }, connectionId: 'c' },
    ...{ startedAt: 1_012, endedAt: 4_000, reason: 'released', emergency: false, orderId: null, alarmId: null },
    floorEvents: part.floorEvents ?? [line(1_000, 'Floor Request'), line(1_012, 'Floor Granted')],
  },
  sounds: part.sounds ?? [],
  roundTrips: part.roundTrips ?? { speakerMs: null, receivers: new Map() },
});

describe('what a burst says about the KPIs', () => {
  it('measures KPI 1 from the request to the grant, but not of one who waited in the queue', () => {
    expect(burstMeasures(burst()).accessMs).toBe(12);
    const queued = [
      line(1_000, 'Floor Request'),
      line(1_001, 'Floor Queue Position Info'),
      line(9_000, 'Floor Granted'),
    ];
    expect(burstMeasures(burst({ floorEvents: queued })).accessMs).toBeNull();
  });

  it('measures KPI 2 from the request to the last receiver’s first sound', () => {
    const sounds = [
      { receiverId: 'one', firstSoundAt: 1_150, bufferMs: 40 },
      { receiverId: 'other', firstSoundAt: 1_400, bufferMs: 90 },
    ];
    expect(burstMeasures(burst({ sounds })).endToEndMs).toBe(400);
    expect(burstMeasures(burst()).endToEndMs).toBeNull();
  });

  it('estimates KPI 3 of those receivers of whom the whole way is known', () => {
    const sounds = [
      { receiverId: 'known', firstSoundAt: 1_150, bufferMs: 60 },
      { receiverId: 'no-report-yet', firstSoundAt: 1_150, bufferMs: 60 },
    ];
    const roundTrips = { speakerMs: 30, receivers: new Map([['known', 50]]) };
    expect(burstMeasures(burst({ sounds, roundTrips })).mouthToEarMs).toEqual([15 + 25 + 20 + 60]);
    expect(burstMeasures(burst({ sounds, roundTrips: { ...roundTrips, speakerMs: null } })).mouthToEarMs).toEqual([]);
  });
});

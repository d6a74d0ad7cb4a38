import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vehicle } from '@protocol';
import { silentLog } from '../media/mediaForTests';
import { DiskSpace } from '../recording/DiskSpace';
import type { AlarmFact } from './Alarms';
import { AutomaticAlarms } from './AutomaticAlarms';
import { defaultThresholds } from './Thresholds';

const vehicle: Vehicle = {
  ...{ id: 'car', plate: '鄂A·00001', placeId: 'east', online: true, onDuty: true, status: 'free', crew: ['张伟'] },
  cameras: [{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'off', reason: 'unknown', producerId: null }],
  ...{ hasSound: true, soundReason: null, position: null, revision: 1 },
};

let diskSpace: DiskSpace;
let raised: AlarmFact[];
let watch: AutomaticAlarms;

/** The watch as a server starts it, over a camera that does not send. */
function started({ wasRecorded }: { wasRecorded: boolean }): void {
  watch = AutomaticAlarms.create({
    alarms: {
      open: () => [],
      raise: (fact) => Promise.resolve(void raised.push(fact)),
      clear: () => Promise.resolve(),
    },
    thresholds: { of: () => ({ thresholds: defaultThresholds, inherited: true }) },
    fleet: { vehicles: () => [vehicle], vehicle: () => vehicle },
    positions: { onReported: () => undefined },
    places: { place: () => null },
    outlines: { metresOutside: () => null },
    cameras: { flowing: () => new Map(), digitallySilentMs: () => new Map() },
    recording: {
      cutOff: () => (wasRecorded ? [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }] : []),
      openGaps: () => [],
      openSegments: () => [],
      diskSpace,
      volumes: [],
      archiver: null,
    },
    kpis: { breached: () => [] },
    cityPlaceId: 'city',
    log: silentLog,
    clock: Date.now,
  });
}

const lostCameras = () => raised.flatMap(({ kind, cameraId }) => (kind === 'camera-lost' ? cameraId : []));

describe('after a start of the server', () => {
  beforeEach(async () => {
    vi.useFakeTimers({ now: 1_000_000 });
    diskSpace = await DiskSpace.create({ measure: () => Promise.resolve([]), onChanged: () => undefined });
    raised = [];
  });
  afterEach(() => {
    watch.close();
    diskSpace.close();
    vi.useRealTimers();
  });

  it('a camera that had sent until the last server died and does not come back is an alarm', () => {
    started({ wasRecorded: true });
    vi.advanceTimersByTime((defaultThresholds.cameraLostSeconds ?? 0) * 1_000 + 2_000);
    expect(lostCameras()).toEqual(['car:front']);
  });

  it('a camera that had been dark before is none', () => {
    started({ wasRecorded: false });
    vi.advanceTimersByTime((defaultThresholds.cameraLostSeconds ?? 0) * 1_000 + 2_000);
    expect(lostCameras()).toEqual([]);
  });
});

import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Camera, Vehicle } from '@protocol';
import type { AlarmFact } from '../alarms/Alarms';
import { defaultThresholds } from '../alarms/Thresholds';
import type { DecodedPicture, KeyFrame } from './PictureDecoder';
import { LUMA_HEIGHT, LUMA_WIDTH } from './pictureMeasures';
import { PictureWatch } from './PictureWatch';

const camera: Camera = {
  ...{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'live', reason: null, producerId: 'p' },
};
const car: Vehicle = {
  ...{ id: 'car', plate: '鄂A·00001', placeId: 'east', online: true, onDuty: true, status: 'free', crew: [] },
  ...{ cameras: [camera], hasSound: true, soundReason: null, position: null, revision: 1 },
};

type Look = 'black' | 'covered' | 'street-1' | 'street-2';
const lumaOf = (look: Look): Uint8Array =>
  Uint8Array.from({ length: LUMA_WIDTH * LUMA_HEIGHT }, (_, index) =>
    look === 'black' ? 2 : look === 'covered' ? 90 : ((index * (look === 'street-1' ? 31 : 47)) % 251) + 2,
  );

let now: number;
let vehicle: Vehicle;
let raised: AlarmFact[];
let cleared: string[];
let batches: number[];
let decoderFails: boolean;
let looks: Map<string, Look>;
let watch: PictureWatch;

beforeEach(() => {
  now = 1_000_000;
  vehicle = car;
  raised = [];
  cleared = [];
  batches = [];
  decoderFails = false;
  looks = new Map([['car:front', 'street-1']]);
  watch = PictureWatch.create({
    decoder: {
      decode: (frames: readonly KeyFrame[]) => {
        if (decoderFails) return Promise.reject(new Error('ffmpeg is not installed'));
        batches.push(frames.length);
        const jpeg = Buffer.from('a picture');
        return Promise.resolve(
          new Map(
            frames.map(({ cameraId, film }): [string, DecodedPicture] => [
              cameraId,
              { luma: lumaOf(film.toString() as Look), jpeg },
            ]),
          ),
        );
      },
      close: () => undefined,
    },
    keyFrames: () =>
      [...looks].map(([cameraId, look]) => ({
        ...{ cameraId, at: now - 500 },
        read: () => Promise.resolve({ film: Buffer.from(look), extension: 'mp4' }),
      })),
    fleet: {
      vehicles: () => [vehicle],
      vehicle: () => vehicle,
      camera: (id) => vehicle.cameras.find((one) => one.id === id) ?? null,
    },
    thresholds: { of: () => ({ thresholds: defaultThresholds, inherited: false }) },
    alarms: {
      open: () => [],
      raise: (fact) => Promise.resolve(void raised.push(fact)),
      clear: ({ kind }) => Promise.resolve(void cleared.push(kind)),
    },
    log: pino({ level: 'silent' }),
    clock: () => now,
  });
});

async function lookFor(seconds: number, change: (round: number) => void = () => undefined): Promise<void> {
  for (let round = 0; round < seconds / 10; round += 1) {
    change(round);
    await watch.look();
    now += 10_000;
  }
}
const moving = (round: number): void => void looks.set('car:front', round % 2 === 0 ? 'street-1' : 'street-2');
const kinds = (): string[] => raised.map(({ kind }) => kind);

describe('the watch over pictures', () => {
  it('finds nothing wrong with pictures that change', async () => {
    await lookFor(300, moving);
    expect(kinds()).toEqual([]);
    await watch.close();
  });

  it('raises one alarm for a picture that stays black, covered or the same, once it has lasted, and clears it', async () => {
    for (const [look, kind] of [
      ['black', 'black-picture'],
      ['covered', 'covered-picture'],
      ['street-1', 'frozen-picture'],
    ] as const) {
      raised = [];
      looks.set('car:front', look);
      await lookFor(50);
      expect(kinds()).toEqual([]);
      await lookFor(60);
      expect(raised).toMatchObject([{ kind, cameraId: 'car:front', details: { plate: '鄂A·00001', view: 'front' } }]);
      await lookFor(20, moving);
      expect(cleared.at(-1)).toBe(kind);
    }
    await watch.close();
  });

  it('takes a flapping picture for no alarm, and says nothing of a camera that is off or a vehicle off duty', async () => {
    await lookFor(300, (round) => void looks.set('car:front', round % 3 === 0 ? 'street-2' : 'black'));
    vehicle = { ...car, cameras: [{ ...camera, state: 'off' }] };
    looks.set('car:front', 'black');
    await lookFor(100);
    vehicle = { ...car, onDuty: false };
    await lookFor(100);
    expect(kinds()).toEqual([]);
    await watch.close();
  });

  it('has the newest picture as the poster, and no old one', async () => {
    await watch.look();
    expect(watch.posterOf('car:front')).toMatchObject({ capturedAt: 999_500, jpeg: Buffer.from('a picture') });
    now += 25_000;
    expect(watch.posterOf('car:front')).toBeNull();
    await watch.close();
  });

  it('gives the decoder no more than it may have at once, and goes on when it comes back', async () => {
    const cameras = Array.from({ length: 40 }, (_, number) => ({ ...camera, id: `car:${number}` }));
    vehicle = { ...car, cameras };
    looks = new Map(cameras.map(({ id }) => [id, 'street-1']));
    decoderFails = true;
    await watch.look();
    decoderFails = false;
    await watch.look();
    expect(batches).toEqual([16, 16, 8]);
    await watch.close();
  });
});

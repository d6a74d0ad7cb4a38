import { beforeEach, describe, expect, it } from 'vitest';
import { openMicrophone } from './openMicrophone';

class Sound {
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  enabled = true;

  constructor(readonly constraints: MediaTrackConstraints) {}

  clone(): Sound {
    return new Sound(this.constraints);
  }

  stop(): void {
    this.readyState = 'ended';
  }
}

describe('the microphone of a tablet', () => {
  let opened: Sound[];
  beforeEach(() => {
    opened = [];
  });

  const capture = (constraints: MediaTrackConstraints): Promise<Sound> => {
    const sound = new Sound(constraints);
    opened.push(sound);
    return Promise.resolve(sound);
  };
  const refused = (): Promise<never> => Promise.reject(new DOMException('it is in use', 'NotReadableError'));

  it('gives the record its sound untouched, and talk a processed one that is closed', async () => {
    const { evidence, talk } = await openMicrophone('chosen', capture);
    expect(evidence.constraints).toMatchObject({ deviceId: { ideal: 'chosen' }, noiseSuppression: false });
    expect(talk.constraints).toMatchObject({ deviceId: { ideal: 'chosen' }, noiseSuppression: true });
    expect(evidence.enabled).toBe(true);
    expect(talk.enabled).toBe(false);
  });

  it('serves both where it can be opened only once, and talk is closed for itself', async () => {
    const { evidence, talk } = await openMicrophone(null, (constraints) =>
      opened.length === 0 ? capture(constraints) : refused(),
    );
    expect(opened).toEqual([evidence]);
    expect(evidence).toMatchObject({ readyState: 'live', enabled: true });
    expect(talk).not.toBe(evidence);
    expect(talk).toMatchObject({ readyState: 'live', enabled: false });
    expect(evidence.constraints).toMatchObject({ noiseSuppression: false });
  });

  it.each([
    ['falls silent', (first: Sound) => (first.muted = true)],
    ['ends', (first: Sound) => first.stop()],
  ])('is opened anew, once, where the first capture %s for the second', async (_, suffer) => {
    const { evidence, talk } = await openMicrophone(null, async (constraints) => {
      const sound = await capture(constraints);
      if (opened.length === 2 && opened[0]) suffer(opened[0]);
      return sound;
    });
    expect(opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended', 'live']);
    expect(evidence).toBe(opened[2]);
    expect(talk).toMatchObject({ readyState: 'live', enabled: false });
  });

  it('says why where it cannot be opened at all', async () => {
    await expect(openMicrophone(null, refused)).rejects.toThrow('it is in use');
  });
});

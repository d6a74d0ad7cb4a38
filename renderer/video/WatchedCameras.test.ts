import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reception } from '../media/Reception';
import { WatchedCameras } from './WatchedCameras';

const visible = { layer: 2, isVisible: true };

describe('the cameras that a page looks at', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function openPage() {
    const opened: Reception[] = [];
    const cameras = new WatchedCameras({
      watch: (cameraId) => {
        const reception = new Reception({ kind: 'camera', cameraId });
        opened.push(reception);
        return reception;
      },
    });
    const phases = () => opened.map(({ state }) => state.getState().phase);
    return { cameras, opened, phases };
  }

  it('are received once each, however many places show them', () => {
    const { cameras, opened } = openPage();
    const [one, other] = [cameras.watch('camera-1', visible), cameras.watch('camera-1', visible)];
    expect(one.reception).toBe(other.reception);
    expect(opened).toHaveLength(1);
  });

  it('stay open for a moment after they were left, and are taken up again in it', () => {
    const { cameras, opened, phases } = openPage();
    cameras.watch('camera-1', visible).close();
    opened[0]?.state.setState({ phase: 'live' });
    vi.advanceTimersByTime(1_400);
    const again = cameras.watch('camera-1', visible);
    vi.advanceTimersByTime(10_000);
    expect(phases()).toEqual(['live']);
    again.close();
    vi.advanceTimersByTime(1_500);
    expect(phases()).toEqual(['closed']);
    cameras.watch('camera-1', visible);
    expect(opened).toHaveLength(2);
  });

  it('are closed only once no other is being opened', () => {
    const { cameras, opened, phases } = openPage();
    cameras.watch('camera-1', visible).close();
    opened[0]?.state.setState({ phase: 'live' });
    cameras.watch('camera-2', visible);
    vi.advanceTimersByTime(3_000);
    expect(phases()).toEqual(['live', 'starting']);
    opened[1]?.state.setState({ phase: 'live' });
    vi.advanceTimersByTime(200);
    expect(phases()).toEqual(['closed', 'live']);
  });
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { OpeningViewers } from './OpeningViewers';

describe('viewers that are opening', () => {
  it('hold nobody back where there are none', async () => {
    expect(await new OpeningViewers().haveAsked('camera-1')).toBe(false);
  });

  it('are waited for, and have asked for a key frame when they begin', async () => {
    const viewers = new OpeningViewers();
    const observer = new EventEmitter();
    viewers.add('camera-1', { observer });
    const steps: string[] = [];
    const asked = viewers.haveAsked('camera-1').then((result) => steps.push(`settled: ${result}`));
    expect(await viewers.haveAsked('camera-2')).toBe(false);
    steps.push('resumed');
    observer.emit('resume');
    await asked;
    expect(steps).toEqual(['resumed', 'settled: true']);
    expect(await viewers.haveAsked('camera-1')).toBe(false);
  });

  it('have asked for nothing when they go before they begin', async () => {
    const viewers = new OpeningViewers();
    const [gone, begun] = [new EventEmitter(), new EventEmitter()];
    viewers.add('camera-1', { observer: gone });
    const alone = viewers.haveAsked('camera-1');
    gone.emit('close');
    expect(await alone).toBe(false);
    viewers.add('camera-1', { observer: gone });
    viewers.add('camera-1', { observer: begun });
    const together = viewers.haveAsked('camera-1');
    gone.emit('close');
    begun.emit('resume');
    expect(await together).toBe(true);
  });

  it('are waited for no longer than a moment', async () => {
    const viewers = new OpeningViewers();
    viewers.add('camera-1', { observer: new EventEmitter() });
    expect(await viewers.haveAsked('camera-1')).toBe(false);
  });
});

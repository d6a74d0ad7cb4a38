import { describe, expect, it } from 'vitest';
import { assignViews } from './captureChoice';

const device = (name: string) => ({ deviceId: name, label: `label of ${name}` });
const views = ['front', 'rear', 'cabin'] as const;

describe('which device is which camera', () => {
  it('gives new devices the free views in order, and none to those that are too many', () => {
    const assigned = assignViews(['a', 'b', 'c', 'd'].map(device), views, []);
    expect(assigned.map(({ view }) => view)).toEqual(['front', 'rear', 'cabin', null]);
  });

  it('keeps what was chosen, also what was chosen not to be used', () => {
    const kept = [
      { ...device('a'), view: 'cabin' as const },
      { ...device('b'), view: null },
    ];
    const assigned = assignViews(['a', 'b', 'c'].map(device), views, kept);
    expect(assigned.map(({ view }) => view)).toEqual(['cabin', null, 'front']);
  });

  it('knows a device by its label when the browser has renewed its id', () => {
    const kept = [{ deviceId: 'old', label: 'label of a', view: 'rear' as const }];
    expect(assignViews([device('a')], views, kept)).toEqual([{ device: device('a'), view: 'rear', present: true }]);
  });

  it('still names a chosen device that is no longer there', () => {
    const kept = [{ ...device('gone'), view: 'front' as const }];
    const assigned = assignViews([device('a')], views, kept);
    expect(assigned).toEqual([
      { device: device('a'), view: 'rear', present: true },
      { device: device('gone'), view: 'front', present: false },
    ]);
  });

  it('gives a view that the vehicle no longer has to nobody', () => {
    const kept = [{ ...device('a'), view: 'mast' as const }];
    expect(assignViews([device('a')], views, kept)).toEqual([{ device: device('a'), view: null, present: true }]);
  });
});

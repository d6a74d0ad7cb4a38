import { defaultFloorSettings, floorSettings } from '@protocol';
import { describe, expect, it } from 'vitest';
import { boundsOf, floorSettingsFields, readTyped, typedOf } from './floorSettingsFields';

describe('the page of a floor’s settings', () => {
  it('has a field for every setting there is', () => {
    expect(floorSettingsFields.map(({ name }) => name).sort()).toEqual(Object.keys(floorSettings.shape).sort());
  });

  it('shows times in seconds and reads back what it shows', () => {
    const typed = typedOf({ ...defaultFloorSettings, grantedFromQueueMs: 1_500 });
    expect(typed).toMatchObject({ talkLimitMs: '30', grantedFromQueueMs: '1.5', queueLength: '10' });
    expect(readTyped(typed)).toEqual({ settings: { ...defaultFloorSettings, grantedFromQueueMs: 1_500 } });
  });

  it('names what is no number, empty or out of bounds', () => {
    const typed = { ...typedOf(defaultFloorSettings), talkLimitMs: '4.9', graceMs: '', queueLength: '1.5' };
    expect(readTyped(typed)).toEqual({ wrong: ['talkLimitMs', 'graceMs', 'queueLength'] });
  });

  it('says the bounds as they are typed', () => {
    expect(boundsOf('talkLimitMs')).toEqual(['5', '600']);
    expect(boundsOf('grantedFromQueueMs')).toEqual(['0.2', '10']);
    expect(boundsOf('queueLength')).toEqual(['0', '10']);
  });
});

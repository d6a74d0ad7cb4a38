import { alarmThresholds, type AlarmThresholds } from '@protocol';
import { describe, expect, it } from 'vitest';
import { isOptional, readTyped, thresholdFields, typedOf } from './thresholdFields';

const thresholds: AlarmThresholds = {
  ...{ vehicleLostSeconds: 30, cameraLostSeconds: 30, noKeyFramesSeconds: 15, frozenPictureSeconds: 60 },
  ...{ blackPictureSeconds: null, coveredPictureSeconds: 60, noSoundSeconds: 60, leftAreaSeconds: 60 },
  silentSoundSeconds: 120,
  ...{ overspeedKilometresPerHour: 100, stillMinutes: 45, recordingGapSeconds: 15, diskFreePercent: 7.5 },
  ...{ clockOffMs: 2_000, louderAfterSeconds: 30, ownerGoneSeconds: 60, hysteresisSeconds: 60 },
};

describe('the page of thresholds', () => {
  it('has a field for every threshold there is', () => {
    expect(thresholdFields.map(({ name }) => name).sort()).toEqual(Object.keys(alarmThresholds.shape).sort());
  });

  it('reads back what it shows', () => {
    expect(readTyped(typedOf(thresholds))).toEqual({ thresholds });
  });

  it('names what is no number, empty or out of bounds', () => {
    const typed = { ...typedOf(thresholds), stillMinutes: 'many', clockOffMs: ' ', diskFreePercent: '90' };
    const read = readTyped(typed);
    expect('wrong' in read ? [...read.wrong].sort() : read).toEqual(['clockOffMs', 'diskFreePercent', 'stillMinutes']);
  });

  it('lets a watch be switched off, and patience not', () => {
    expect(isOptional('overspeedKilometresPerHour')).toBe(true);
    expect(isOptional('ownerGoneSeconds')).toBe(false);
  });
});

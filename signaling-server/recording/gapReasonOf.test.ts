import { describe, expect, it } from 'vitest';
import { vehicleOf } from '../calls/callsForTests';
import { gapReasonOf, type GapEvidence } from './gapReasonOf';

const sound: GapEvidence = {
  vehicle: vehicleOf('car', { hasSound: false, soundReason: 'microphone-denied' }),
  ...{ track: 'evidence-sound', cameraView: null, recorderPresent: true },
  ...{ diskFails: false, storageFull: false, lacksKeyFrame: false, lastClose: null },
};

describe('why a sound is not recorded', () => {
  it('is what the terminal says of its microphone', () => {
    expect(gapReasonOf(sound)).toBe('microphone-denied');
    const muted = vehicleOf('car', { soundReason: 'microphone-muted' });
    expect(gapReasonOf({ ...sound, vehicle: muted, lastClose: 'microphone-muted' })).toBe('microphone-muted');
  });

  it('is not that of the sound for a camera, nor that of a sound which comes', () => {
    expect(gapReasonOf({ ...sound, track: 'camera', cameraView: 'front' })).toBe('no-media');
    const heard = vehicleOf('car', { hasSound: true, soundReason: null });
    expect(gapReasonOf({ ...sound, vehicle: heard, diskFails: true })).toBe('disk-error');
  });

  it('is the nearest cause where the terminal says nothing', () => {
    const unsaid = vehicleOf('car', { soundReason: 'unknown' });
    expect(gapReasonOf({ ...sound, vehicle: unsaid })).toBe('no-media');
    expect(gapReasonOf({ ...sound, vehicle: { ...unsaid, online: false } })).toBe('vehicle-offline');
    expect(gapReasonOf({ ...sound, recorderPresent: false })).toBe('recorder-restarted');
  });
});

import type { TalkGroup } from '@protocol';
import { describe, expect, it } from 'vitest';
import { scanned } from './scan';

const speaker = { sessionId: 's', name: 'n', vehicleId: null, priority: 5, burstId: 'b', since: 0, until: null };

function group(id: string, kind: TalkGroup['kind'], { isSpoken = true, isEmergency = false } = {}): TalkGroup {
  return {
    id,
    name: id,
    kind,
    placeId: 'p',
    vehicleIds: ['v'],
    area: null,
    openedBy: null,
    speaker: isSpoken ? speaker : null,
    queue: [],
    emergency: isEmergency ? { name: 'n', vehicleId: null, since: 0 } : null,
    settings: {
      endOfMediaMs: 4_000,
      talkLimitMs: 30_000,
      talkLimitWarningMs: 5_000,
      graceMs: 3_000,
      hangTimeMs: 30_000,
      emergencyHangTimeMs: 30_000,
      grantedFromQueueMs: 1_000,
      queuedGrantActionMs: 2_000,
      queueLength: 10,
    },
    revision: 1,
  };
}
const usual = { chosenId: null, order: [], skipped: [] };

describe('the scan of a terminal', () => {
  it('hears nobody where nobody speaks', () => {
    expect(scanned([group('team', 'team', { isSpoken: false })], usual, null)).toBeNull();
  });

  it('hears what is meant for fewest, whichever began first', () => {
    expect(scanned([group('city', 'city'), group('team', 'team'), group('centre', 'vehicle')], usual, 'city')).toBe(
      'centre',
    );
  });

  it('hears the chosen group before every other, but no emergency less', () => {
    const groups = [group('city', 'city'), group('centre', 'vehicle')];
    expect(scanned(groups, { ...usual, chosenId: 'city' }, null)).toBe('city');
    const withEmergency = [...groups, group('north', 'district', { isEmergency: true })];
    expect(scanned(withEmergency, { ...usual, chosenId: 'city' }, 'city')).toBe('north');
  });

  it("follows the crew's own order, and leaves out what the crew does not want, emergencies apart", () => {
    const groups = [group('city', 'city'), group('team', 'team')];
    expect(scanned(groups, { ...usual, order: ['city'] }, null)).toBe('city');
    expect(scanned(groups, { ...usual, skipped: ['team'] }, null)).toBe('city');
    const emergency = [group('team', 'team', { isEmergency: true })];
    expect(scanned(emergency, { ...usual, skipped: ['team'] }, null)).toBe('team');
  });

  it('stays with what runs where another of the same rank begins', () => {
    const groups = [group('one', 'district'), group('two', 'district')];
    expect(scanned(groups, usual, 'two')).toBe('two');
  });
});

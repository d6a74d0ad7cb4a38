import { describe, expect, it } from 'vitest';
import { Hearing, type PlayedReport } from './Hearing';

const BEGAN_AT = 1_000_000;
const burst = { burstId: 'burst-1', groupId: 'group-1', speakerSessionId: 'session-1', startedAt: BEGAN_AT };
const car = (receiverId: string, online = true) => ({ receiverId, kind: 'vehicle' as const, name: receiverId, online });
const played = (part: Partial<PlayedReport> = {}): PlayedReport => ({
  ...{ playedMs: 2_900, concealedMs: 20, bufferMs: 60, firstSoundAt: BEGAN_AT + 140, late: false, unheard: null },
  ...part,
});

function hearingOf(...receivers: Parameters<typeof car>[]): Hearing {
  const hearing = new Hearing(
    burst,
    receivers.map((receiver) => car(...receiver)),
    BEGAN_AT,
  );
  hearing.end(BEGAN_AT + 3_000);
  return hearing;
}
const reasons = (hearing: Hearing): unknown[] =>
  hearing.receivers.map(({ receiverId, reason }) => [receiverId, reason]);

describe('who heard a burst', () => {
  it('keeps what was forwarded and what was played apart: one never fills in for the other', () => {
    const hearing = hearingOf(['sent-only'], ['played-only']);
    hearing.forwarded('sent-only', { packets: 150, lost: 3 }, BEGAN_AT + 3_000);
    hearing.report('played-only', played(), BEGAN_AT + 3_100);
    hearing.settle(BEGAN_AT + 5_000);
    expect(hearing.receivers).toEqual([
      expect.objectContaining({ forwarded: { packets: 150, lost: 3 }, played: null, reason: 'not-reported' }),
      expect.objectContaining({
        forwarded: null,
        played: { at: BEGAN_AT + 3_100, playedMs: 2_900, concealedMs: 20, late: false },
        reason: null,
      }),
    ]);
  });

  it('says of each who did not hear it why not', () => {
    const hearing = hearingOf(['away', false], ['deaf'], ['muted'], ['elsewhere'], ['silent']);
    hearing.forwarded('silent', { packets: 10, lost: 0 }, BEGAN_AT + 3_000);
    hearing.forwarded('deaf', { packets: 0, lost: 0 }, BEGAN_AT + 3_000);
    hearing.report('muted', played({ playedMs: 0, firstSoundAt: null, unheard: 'muted' }), BEGAN_AT + 3_100);
    hearing.report('elsewhere', played({ playedMs: 0, firstSoundAt: null, unheard: 'other-call' }), BEGAN_AT + 3_100);
    hearing.settle(BEGAN_AT + 5_000);
    expect(reasons(hearing)).toEqual([
      ['away', 'offline'],
      ['deaf', 'no-packets'],
      ['muted', 'muted'],
      ['elsewhere', 'other-call'],
      ['silent', 'not-reported'],
    ]);
  });

  it('takes a late playing as one, and does not let it replace what was heard live', () => {
    const hearing = hearingOf(['away', false], ['there']);
    hearing.report('there', played(), BEGAN_AT + 3_100);
    hearing.settle(BEGAN_AT + 5_000);
    const later = BEGAN_AT + 600_000;
    hearing.report('away', played({ late: true, firstSoundAt: null }), later);
    hearing.report('there', played({ late: true, firstSoundAt: null }), later);
    expect(hearing.receivers).toEqual([
      expect.objectContaining({ played: expect.objectContaining({ at: later, late: true }) as unknown, reason: null }),
      expect.objectContaining({ played: expect.objectContaining({ late: false }) as unknown }),
    ]);
  });

  it('refuses a report by whom it was not for, of more than was spoken, and of sound at an impossible moment', () => {
    const hearing = hearingOf(['there']);
    const at = BEGAN_AT + 3_100;
    expect(() => hearing.report('stranger', played(), at)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    const impossible = [
      { playedMs: 60_000 },
      { concealedMs: 60_000 },
      { firstSoundAt: BEGAN_AT - 60_000 },
      { firstSoundAt: at + 60_000 },
    ];
    for (const part of impossible) {
      expect(() => hearing.report('there', played(part), at)).toThrow(
        expect.objectContaining({ code: 'invalid-input' }),
      );
    }
    expect(hearing.receivers[0]).toMatchObject({ played: null });
  });

  it('is newer after everything that changes it', () => {
    const hearing = hearingOf(['there']);
    const revisions = [hearing.state.revision];
    hearing.forwarded('there', { packets: 1, lost: 0 }, BEGAN_AT);
    revisions.push(hearing.state.revision);
    hearing.report('there', played(), BEGAN_AT);
    revisions.push(hearing.state.revision);
    hearing.settle(BEGAN_AT);
    revisions.push(hearing.state.revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
  });
});

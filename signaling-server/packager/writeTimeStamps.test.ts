import { describe, expect, it } from 'vitest';
import type { PlannedTimeStamps } from './packagePlan';
import { writeTimeStamps } from './writeTimeStamps';

const STAMPED_AT = Date.UTC(2026, 10, 21, 14, 0, 5);

/** What stands in the report, cells and lines alike. */
function textOf(stamps: PlannedTimeStamps | undefined): string {
  const written: string[] = [];
  writeTimeStamps(
    { text: (text) => written.push(text), table: (_, rows) => written.push(...rows.map((row) => row.join(' '))) },
    stamps,
  );
  return written.join('\n');
}

const stamps: PlannedTimeStamps = {
  ...{ heads: 4, stampedHeads: 4, latest: STAMPED_AT },
  authorities: [{ url: 'http://time.example/', name: 'Test Time Authority', fingerprint: 'ab'.repeat(32) }],
};

describe('the time stamps in the report', () => {
  it('are told with the authority, its certificate and the time by which all was there', () => {
    const text = textOf(stamps);
    expect(text).toContain('4 处签名中的 4 处由时间戳机构证明。');
    expect(text).toContain('Test Time Authority（http://time.example/）');
    expect(text).toContain('ab'.repeat(32));
    expect(text).toContain('2026-11-21 22:00:05');
  });

  it('are told for what they vouch and for what not', () => {
    expect(textOf({ ...stamps, stampedHeads: 3 })).toContain('其余 1 处未获证明');
  });

  it('are said to be missing where there is none', () => {
    expect(textOf({ heads: 4, stampedHeads: 0, latest: null, authorities: [] })).toContain('（RFC 3161）：无');
    expect(textOf(undefined)).toBe('');
  });
});

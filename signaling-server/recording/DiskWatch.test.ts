import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskWatch } from './DiskWatch';
import { RecordedFiles } from './RecordedFiles';
import type { SegmentRow } from './SegmentsTable';

describe('DiskWatch', () => {
  let folder: string;
  let watch: DiskWatch;
  let open: SegmentRow[];
  const healed: string[] = [];
  const growing = (id: string, bytes: number): SegmentRow => ({
    ...{ id, vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null, burstId: null },
    ...{
      source: 'live',
      path: id,
      mimeType: 'video/mp4',
      startedAt: 0,
      endedAt: 1,
      state: 'open',
      bytes,
      initBytes: 1,
    },
    ...{ keyOffset: null, keyBytes: null, keyAt: null, damages: [] },
    ...{ capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-watch-'));
    healed.splice(0);
    watch = DiskWatch.create({
      written: () => open,
      files: new RecordedFiles([folder]),
      heal: ({ id }) => healed.push(id),
      log: pino({ level: 'silent' }),
    });
  });
  afterEach(async () => {
    await watch.close();
    rmSync(folder, { recursive: true });
  });

  it('has a track begun anew, once, when its file was taken away or cut', async () => {
    writeFileSync(join(folder, 'whole'), 'twelve bytes');
    writeFileSync(join(folder, 'cut'), 'twelve');
    open = [growing('whole', 12), growing('cut', 12), growing('gone', 12)];
    await watch.look();
    await watch.look();
    expect(healed).toEqual(['cut', 'gone']);
  });

  it('says nothing of a file that is longer than the index knows yet', async () => {
    writeFileSync(join(folder, 'ahead'), 'twelve bytes');
    open = [growing('ahead', 5)];
    await watch.look();
    expect(healed).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { bytesText } from './bytesText';

describe('bytesText', () => {
  it('says sizes as disks are sold', () => {
    expect([0, 999, 1_500, 2_400_000, 123_400_000_000, 8e12].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.5 KB',
      '2.4 MB',
      '123 GB',
      '8.0 TB',
    ]);
  });
});

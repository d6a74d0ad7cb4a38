import { describe, expect, it } from 'vitest';
import { pageOf } from './pageOf';

describe('pageOf', () => {
  it('sends a supervisor to the review page and a crew to the terminal', () => {
    expect(pageOf({ grants: [{ role: 'supervisor', placeId: 'p' }] })).toBe('review');
    expect(pageOf({ grants: [{ role: 'crew', placeId: 'p' }] })).toBe('vehicle');
  });

  it('keeps at the console whoever has a part in its work besides', () => {
    expect(
      pageOf({
        grants: [
          { role: 'supervisor', placeId: 'p' },
          { role: 'dispatcher', placeId: 'q' },
        ],
      }),
    ).toBe('console');
    expect(pageOf({ grants: [{ role: 'administrator', placeId: 'p' }] })).toBe('console');
  });
});

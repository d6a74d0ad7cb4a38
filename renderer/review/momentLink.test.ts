import { describe, expect, it } from 'vitest';
import { momentLink, momentOfLink } from './momentLink';

const shared = {
  at: 1_000_000,
  vehicleIds: ['v-03', 'v-07'],
  from: 900_000,
  to: 1_200_000,
  camera: 'v-03:camera:front',
};

describe('a link to a moment', () => {
  it('leads back to the moment it was made at', () => {
    expect(momentOfLink(momentLink(shared))).toEqual(shared);
    expect(momentOfLink(momentLink({ ...shared, camera: null }))).toEqual({ ...shared, camera: null });
  });

  it('opens some minutes around where it names no span', () => {
    expect(momentOfLink('#at=1000000&vehicles=v-03')).toMatchObject({ from: 700_000, to: 1_300_000 });
  });

  it.each(['', '#voice', '#at=soon&vehicles=v', '#at=5', '#at=5&vehicles=', '#at=5&vehicles=v&from=6&to=9'])(
    'leads nowhere as %j',
    (hash) => {
      expect(momentOfLink(hash)).toBeNull();
    },
  );
});

import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './passwordHash';

describe('passwordHash', () => {
  it('knows the password and no other, with a salt of its own each time', async () => {
    const [one, other] = await Promise.all([hashPassword('指挥-1'), hashPassword('指挥-1')]);
    expect(one).not.toBe(other);
    expect(await verifyPassword('指挥-1', one)).toBe(true);
    expect(await verifyPassword('指挥-2', one)).toBe(false);
  });

  it('is wrong for an account without a password', async () => {
    expect(await verifyPassword('', null)).toBe(false);
    expect(await verifyPassword('', '')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { SignInThrottle } from './SignInThrottle';

describe('SignInThrottle', () => {
  const failTimes = (throttle: SignInThrottle, account: string, source: string, times: number): number =>
    Array.from({ length: times }, () => throttle.attempt(account, source)).filter((attempt) => attempt !== null).length;

  it('refuses after some failures, and waits longer each time', () => {
    let now = 0;
    const throttle = new SignInThrottle(() => now);
    expect(failTimes(throttle, 'dispatcher', '10.0.0.1', 10)).toBe(4);
    now += 1_000;
    expect(failTimes(throttle, 'dispatcher', '10.0.0.1', 10)).toBe(1);
    now += 1_000;
    expect(failTimes(throttle, 'dispatcher', '10.0.0.1', 10)).toBe(0);
    now += 1_000;
    expect(failTimes(throttle, 'dispatcher', '10.0.0.1', 10)).toBe(1);
  });

  it('never slows the same account down at another address', () => {
    const throttle = new SignInThrottle(() => 0);
    failTimes(throttle, 'dispatcher', '10.0.0.1', 1_000);
    expect(throttle.attempt('dispatcher', '10.0.0.2')).not.toBeNull();
  });

  it('slows one address down that tries many accounts', () => {
    const throttle = new SignInThrottle(() => 0);
    const tried = Array.from({ length: 100 }, (_, index) => throttle.attempt(`account ${index}`, '10.0.0.1'));
    expect(tried.filter((attempt) => attempt !== null)).toHaveLength(30);
  });

  it('forgets the failures of an account that signs in', () => {
    const throttle = new SignInThrottle(() => 0);
    failTimes(throttle, 'dispatcher', '10.0.0.1', 3);
    throttle.attempt('dispatcher', '10.0.0.1')?.succeeded();
    expect(failTimes(throttle, 'dispatcher', '10.0.0.1', 4)).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { explainCapture, retriesByItself } from './captureExplanation';

const named = (name: string): Error => Object.assign(new Error('x'), { name });

describe('the explanation of a failed capture', () => {
  it('says denied when the person or the policy refused', () => {
    expect(explainCapture(named('NotAllowedError'))).toBe('camera-denied');
    expect(explainCapture(named('SecurityError'))).toBe('camera-denied');
  });

  it('says busy when another program holds the device', () => {
    expect(explainCapture(named('NotReadableError'))).toBe('camera-busy');
    expect(explainCapture(named('AbortError'))).toBe('camera-busy');
  });

  it('says gone when the device is not there', () => {
    expect(explainCapture(named('NotFoundError'))).toBe('camera-gone');
    expect(explainCapture(named('OverconstrainedError'))).toBe('camera-gone');
  });

  it('takes a page without capture for a denial, and anything else for unknown', () => {
    expect(explainCapture(new TypeError('mediaDevices is undefined'))).toBe('camera-denied');
    expect(explainCapture('nonsense')).toBe('unknown');
  });

  it('tries busy and missing cameras again by itself, and leaves a denial to a person', () => {
    expect(retriesByItself('camera-busy')).toBe(true);
    expect(retriesByItself('camera-gone')).toBe(true);
    expect(retriesByItself('camera-denied')).toBe(false);
  });
});

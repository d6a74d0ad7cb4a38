import { describe, expect, it } from 'vitest';
import { isSosStroke, sosKeyName } from './sosKey';

const stroke = (key: string, code = '', repeat = false) => ({ key, code, repeat });

describe('the key that calls for help', () => {
  it('may be any that nobody writes, moves or talks with', () => {
    expect(sosKeyName(stroke('F9'))).toBe('F9');
    expect(sosKeyName(stroke('Unidentified', 'Key-0x1f4'))).toBe('Key-0x1f4');
    for (const key of ['a', '救', '7', ' ', 'Enter', 'Escape', 'AudioVolumeUp', 'HeadsetHook']) {
      expect(sosKeyName(stroke(key))).toBeNull();
    }
    expect(sosKeyName(stroke('Unidentified', ''))).toBeNull();
  });

  it('calls once for one press, however long it is held', () => {
    expect(isSosStroke(stroke('F9'), 'F9')).toBe(true);
    expect(isSosStroke(stroke('F9', '', true), 'F9')).toBe(false);
    expect(isSosStroke(stroke('F8'), 'F9')).toBe(false);
    expect(isSosStroke(stroke('F9'), null)).toBe(false);
  });
});

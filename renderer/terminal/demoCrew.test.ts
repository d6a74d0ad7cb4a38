import { describe, expect, it } from 'vitest';
import { demoCrew } from './demoCrew';

describe('the crews that a demo offers', () => {
  it('takes the device code and the PIN out of the words', () => {
    const accounts = [
      { name: '督察员 (supervisor)', login: 'supervisor', secret: 'zhiqin-demo', page: '/review' },
      {
        name: '张伟 (鄂A·6M560, 设备码 / device code PAD-6M560)',
        login: 'zhangwei',
        secret: 'PIN 1357',
        page: '/vehicle',
      },
    ];
    expect(demoCrew(accounts)).toEqual([{ name: '张伟', login: 'zhangwei', pin: '1357', deviceCode: 'PAD-6M560' }]);
  });

  it('offers a crew without a code as one whose tablet is enrolled by other means', () => {
    expect(demoCrew([{ name: 'A', login: 'a', secret: '12', page: '/vehicle' }])[0]?.deviceCode).toBeNull();
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleOrder } from '@protocol';
import { Speech, spokenText } from './Speech';

const hasVoice = ((): boolean => {
  try {
    execFileSync('espeak-ng', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
if (!hasVoice) console.warn('SKIPPED: tests of words read aloud, for there is no espeak-ng');

describe('an order read aloud', () => {
  it('says its number, how urgent it is, what is to be done and where', () => {
    const place = { longitude: 114.3, latitude: 30.6, name: '解放路 12 号', radius: 80 };
    expect(spokenText(sampleOrder({ number: 17, content: { priority: 'flash', text: '前往核实', place } }))).toBe(
      '指令 17，特急。前往核实。地点，解放路 12 号',
    );
  });

  it.runIf(hasVoice)('is a WAV file with sound in it, longer for more words', async () => {
    const speech = new Speech();
    const short = await speech.read(sampleOrder({ content: { text: '去' } }));
    const long = await speech.read(sampleOrder({ content: { text: '请立即前往江汉路步行街北口核实占道经营情况' } }));
    expect(short.toString('latin1', 0, 4)).toBe('RIFF');
    expect(short.readUInt32LE(4)).toBe(short.length - 8);
    expect(long.length).toBeGreaterThan(short.length);
    expect(new Set(long.subarray(1_000)).size).toBeGreaterThan(50);
  });

  it('is refused where the machine has no voice', async () => {
    await expect(new Speech('no-such-voice').read(sampleOrder())).rejects.toMatchObject({ code: 'not-found' });
  });
});

import { describe, expect, it } from 'vitest';
import { Admission } from './Admission';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the admission of lines', () => {
  it('lets in one in each round of the event loop, in the order in which they came', async () => {
    const admission = new Admission();
    const admitted: number[] = [];
    for (let line = 0; line < 4; line += 1) admission.enter(() => admitted.push(line));
    const seen: number[] = [];
    while (admitted.length < 4) {
      seen.push(admitted.length);
      await turn();
    }
    expect(admitted).toEqual([0, 1, 2, 3]);
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('lets in those who come later, too', async () => {
    const admission = new Admission();
    const admitted: string[] = [];
    admission.enter(() => admitted.push('first'));
    await turn();
    admission.enter(() => admitted.push('second'));
    await turn();
    expect(admitted).toEqual(['first', 'second']);
  });
});

import { describe, expect, it } from 'vitest';
import { csvOf } from './csvOf';

describe('a CSV file', () => {
  it('begins with the mark by which a spreadsheet knows its characters, and ends each line as it expects', () => {
    expect(csvOf([['武昌', 3, null]])).toBe('\uFEFF武昌,3,\r\n');
  });

  it('holds no cell that a spreadsheet would run', () => {
    for (const begin of ['=', '+', '-', '@', '\t', '\r']) {
      expect(csvOf([[`${begin}cmd|'/c calc'!A1`]])).toContain(`'${begin}cmd`);
    }
    expect(csvOf([[-5]])).toBe('\uFEFF-5\r\n');
  });

  it('keeps commas, quotes and line ends within their cell', () => {
    expect(csvOf([['a,b', 'say "no"', 'one\ntwo']])).toBe('\uFEFF"a,b","say ""no""","one\ntwo"\r\n');
  });
});

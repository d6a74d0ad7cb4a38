/** What a spreadsheet takes for a formula, or for the beginning of one. */
const formula = /^[=+\-@\t\r]/;

/**
 * Rows as a CSV file (RFC 4180) that a spreadsheet opens in the right characters and in which no cell runs: one that
 * would begin a formula is given an apostrophe in front.
 */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  const lines = rows.map((cells) => cells.map(cellOf).join(','));
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

import { incompleteness, type Finding, type FindingCode } from './Verdict';

/** More of one kind tell a person nothing new. */
const MOST_OF_A_KIND = 50;

/** Gathers what is wrong, each thing once. */
export class Findings {
  readonly list: Finding[] = [];
  readonly #known = new Set<string>();

  add(code: FindingCode, where: string, span: Finding['span'] = null): void {
    const key = `${code} ${where} ${span?.from ?? ''}`;
    if (this.#known.has(key) || this.list.filter((finding) => finding.code === code).length >= MOST_OF_A_KIND) return;
    this.#known.add(key);
    this.list.push({ code, where, span });
  }

  get isComplete(): boolean {
    return this.list.every(({ code }) => !incompleteness.some((one) => one === code));
  }

  get isUnaltered(): boolean {
    return this.list.every(({ code }) => incompleteness.some((one) => one === code));
  }
}

import { HashMD } from '@noble/hashes/_md.js';
import { createHasher } from '@noble/hashes/utils.js';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e] as const;
const words = new Uint32Array(68);

const rotate = (word: number, by: number): number => (word << by) | (word >>> ((32 - by) % 32));
const permute0 = (word: number): number => word ^ rotate(word, 9) ^ rotate(word, 17);
const permute1 = (word: number): number => word ^ rotate(word, 15) ^ rotate(word, 23);

/** SM3 (GB/T 32905-2016) as a stream, on the padding and the buffering of noble's own hashes. */
class Sm3 extends HashMD<Sm3> {
  private readonly state = Int32Array.from(START);

  constructor() {
    super(BLOCK_BYTES, DIGEST_BYTES, 8, false);
  }

  protected get(): number[] {
    return [...this.state];
  }

  protected set(...state: number[]): void {
    this.state.set(state);
  }

  protected process(view: DataView, offset: number): void {
    expand(view, offset);
    const { state } = this;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let round = 0; round < 64; round += 1) {
      const isEarly = round < 16;
      const turned = rotate(a, 12);
      const constant = rotate(isEarly ? 0x79cc4519 : 0x7a879d8a, round % 32);
      const first = rotate((turned + e + constant) | 0, 7);
      const word = words[round] ?? 0;
      const mixed = word ^ (words[round + 4] ?? 0);
      const majority = isEarly ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const choice = isEarly ? e ^ f ^ g : (e & f) | (~e & g);
      const left = (majority + d + (first ^ turned) + mixed) | 0;
      const right = (choice + h + first + word) | 0;
      [d, c, b, a] = [c, rotate(b, 9), a, left];
      [h, g, f, e] = [g, rotate(f, 19), e, permute0(right)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] ?? 0) ^ word));
  }

  protected roundClean(): void {
    words.fill(0);
  }

  destroy(): void {
    this.destroyed = true;
    this.state.fill(0);
  }

  _cloneInto(to: Sm3 = new Sm3()): Sm3 {
    to.set(...this.get());
    to.buffer.set(this.buffer);
    Object.assign(to, { length: this.length, pos: this.pos, finished: this.finished, destroyed: this.destroyed });
    return to;
  }
}

function expand(view: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) words[index] = view.getUint32(offset + index * 4, false);
  for (let index = 16; index < 68; index += 1) {
    const mixed = (words[index - 16] ?? 0) ^ (words[index - 9] ?? 0) ^ rotate(words[index - 3] ?? 0, 15);
    words[index] = permute1(mixed) ^ rotate(words[index - 13] ?? 0, 7) ^ (words[index - 6] ?? 0);
  }
}

export const sm3 = createHasher(() => new Sm3());

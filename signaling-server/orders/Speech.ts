import { spawn } from 'node:child_process';
import { RequestError, type Order } from '@protocol';
import { Turns } from '../calls/Turns';

/** Debian's package of the same name. */
const PROGRAM = 'espeak-ng';
const SPEAK_LIMIT_MS = 15_000;
/** About two minutes of speech: who has to know more reads it. */
const MOST_SPOKEN = 500;
const WORDS_PER_MINUTE = 165;

/** The words of orders as sound made on this machine, for devices without a voice of their own. */
export class Speech {
  /** One after the other: reading aloud must never take a machine from its calls. */
  readonly #turns = new Turns();

  constructor(private readonly program = PROGRAM) {}

  /** A WAV file. Refused with `not-found` where this machine has no voice. */
  async read(order: Order): Promise<Buffer> {
    return await this.#turns.take(() => this.#speak(spokenText(order)));
  }

  async #speak(text: string): Promise<Buffer> {
    const voice = /\p{Script=Han}/u.test(text) ? 'cmn' : 'en';
    const speaking = spawn(this.program, ['-v', voice, '-s', String(WORDS_PER_MINUTE), '--stdin', '--stdout'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: SPEAK_LIMIT_MS,
    });
    const parts: Buffer[] = [];
    speaking.stdout.on('data', (part: Buffer) => parts.push(part));
    // Where the program is missing its end says so; what cannot be written to it is of no further interest.
    speaking.stdin.on('error', () => undefined);
    speaking.stdin.end(text);
    const failed = await new Promise<string | null>((resolve) => {
      speaking.on('error', (error) => resolve(error.message));
      speaking.on('close', (code) => resolve(code === 0 ? null : `it ended with ${code}`));
    });
    const sound = Buffer.concat(parts);
    if (failed !== null || sound.length === 0) throw new RequestError('not-found', `no voice: ${failed ?? 'no sound'}`);
    return withLengths(sound);
  }
}

/** What is read aloud: number, urgency, words, place. */
export function spokenText({ number, content: { text, priority, place } }: Order): string {
  const urgency = { routine: '', urgent: '，紧急', flash: '，特急' }[priority];
  const where = place?.name == null ? '' : `。地点，${place.name}`;
  return `指令 ${number}${urgency}。${text.slice(0, MOST_SPOKEN)}${where}`;
}

/** A program that writes to a pipe does not know the length beforehand, and says so with one that is far too long. */
function withLengths(wav: Buffer): Buffer {
  const data = wav.indexOf('data', 12, 'latin1');
  if (data < 0 || data + 8 > wav.length) return wav;
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(wav.length - data - 8, data + 4);
  return wav;
}

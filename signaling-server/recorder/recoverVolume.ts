import { createReadStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { digestOf, type Digest } from './digestOf';
import { fragmentsOfMp4, fragmentsOfWebm, type FoundFragment } from './fragmentsOfFile';
import type { Journals } from './Journals';
import { journalsOnDisk } from './journalsOnDisk';
import { parseJournalLine, type JournalLine } from './journalLine';

/**
 * A segment lasts some ten seconds, ten minutes at most, so only the newest journals can hold an open one: those of the
 * newest hours and, since a clock may have been set, those that were written to last.
 */
const JOURNALS_LOOKED_AT = 3;

/** Few, since what comes in by now goes first. */
const CLOSED_AT_ONCE = 4;

const CHUNK_BYTES = 1_000_000;
const LINE_END = 0x0a;
const SEGMENT_LINE = '{"type":"segment-';
const OPENED = '{"type":"segment-opened"';
const CLOSED = '{"type":"segment-closed"';
const FRAGMENT = '{"type":"fragment"';
const OWNER = /"segmentId":"([^"]+)"/;

type Line<Type extends JournalLine['type']> = Extract<JournalLine, { type: Type }>;

interface UnclosedSegment {
  readonly opened: Line<'segment-opened'>;
  readonly fragments: Line<'fragment'>[];
}

/** A journal as it was left: all up to here is of the recorder that is gone, and the last line is whole. */
export interface LeftJournal {
  /** Relative to the volume. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Ends the journals that a killed recorder left, so that they can be written to again. Quick, for nothing is recorded
 * before. Only whoever holds the volume's lock may do this.
 */
export async function endJournals(directory: string, log: Logger): Promise<readonly LeftJournal[]> {
  const left: LeftJournal[] = [];
  for (const path of await newestJournals(directory)) {
    try {
      left.push({ path, bytes: await cutTornLine(join(directory, path)) });
    } catch (error) {
      log.error({ err: error, path }, 'a journal cannot be ended');
    }
  }
  return left;
}

/**
 * Puts in order what a killed recorder left: each segment that no journal line closed is cut to its last whole
 * fragment, the cut being logged before it is made, and closed as interrupted. Answers how many there were. What is
 * recorded meanwhile is not touched: it is behind what was left.
 */
export async function recoverVolume(
  directory: string,
  journals: Pick<Journals, 'append'>,
  left: readonly LeftJournal[],
  log: Logger,
): Promise<number> {
  let recovered = 0;
  for (const { path, bytes } of left) {
    const unclosed = [...(await readUnclosed(join(directory, path), bytes, log))];
    const closeNext = async (): Promise<void> => {
      for (let segment = unclosed.shift(); segment; segment = unclosed.shift()) {
        try {
          await closeSegment(directory, journals, path, segment);
          recovered += 1;
        } catch (error) {
          const { segmentId } = segment.opened;
          log.error({ err: error, segmentId }, 'an interrupted segment cannot be put in order');
        }
      }
    };
    await Promise.all(Array.from({ length: CLOSED_AT_ONCE }, closeNext));
  }
  return recovered;
}

/** Oldest first, relative to the volume. */
async function newestJournals(directory: string): Promise<readonly string[]> {
  const paths = await journalsOnDisk(directory);
  const writtenAt = await Promise.all(
    paths.map(async (path) => ({ path, at: (await stat(join(directory, path))).mtimeMs })),
  );
  const last = writtenAt.sort((one, other) => one.at - other.at).slice(-JOURNALS_LOOKED_AT);
  return [...new Set([...paths.slice(-JOURNALS_LOOKED_AT), ...last.map(({ path }) => path)])].sort();
}

/** What somebody else put here, or a disk gives back no more, must not keep the recorder from recording. */
async function readUnclosed(path: string, bytes: number, log: Logger): Promise<readonly UnclosedSegment[]> {
  try {
    return await unclosedSegments(path, bytes);
  } catch (error) {
    log.error({ err: error, path }, 'a journal cannot be put in order');
    return [];
  }
}

/**
 * A line that was cut off by a kill speaks of nothing; nobody has taken it in, since it has no end. Answers how long the
 * journal then is.
 */
async function cutTornLine(path: string): Promise<number> {
  const { size } = await stat(path);
  for (let end = size; end > 0; end -= CHUNK_BYTES) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const whole = (await readPart(path, start, end)).lastIndexOf(LINE_END) + 1;
    if (whole === 0 && start > 0) continue;
    if (start + whole < size) await truncate(path, start + whole);
    return start + whole;
  }
  return 0;
}

/** An hour of a large fleet is a million lines, so only those that matter are parsed, and few are in memory at a time. */
async function unclosedSegments(path: string, bytes: number): Promise<readonly UnclosedSegment[]> {
  const opened = new Map<string, { readonly text: string; readonly offset: number }>();
  for await (const { text, offset } of linesBetween(path, 0, bytes)) {
    const segmentId = text.startsWith(SEGMENT_LINE) ? OWNER.exec(text)?.[1] : undefined;
    if (segmentId === undefined) continue;
    if (text.startsWith(OPENED)) opened.set(segmentId, { text, offset });
    else if (text.startsWith(CLOSED) && parseJournalLine(text)) opened.delete(segmentId);
  }
  const unclosed = new Map<string, UnclosedSegment>();
  for (const [segmentId, { text }] of opened) {
    const line = parseJournalLine(text);
    if (line?.type === 'segment-opened') unclosed.set(segmentId, { opened: line, fragments: [] });
  }
  if (unclosed.size === 0) return [];
  const first = Math.min(...[...opened.values()].map(({ offset }) => offset));
  for await (const { text } of linesBetween(path, first, bytes)) {
    const segment = text.startsWith(FRAGMENT) ? unclosed.get(OWNER.exec(text)?.[1] ?? '') : undefined;
    const line = segment ? parseJournalLine(text) : null;
    if (line?.type === 'fragment') segment?.fragments.push(line);
  }
  return [...unclosed.values()];
}

/** The lines of a part that begins and ends with whole ones, each with where it begins. */
async function* linesBetween(
  path: string,
  from: number,
  to: number,
): AsyncGenerator<{ readonly text: string; readonly offset: number }> {
  let offset = from;
  let rest = Buffer.alloc(0);
  for (let start = from; start < to; start += CHUNK_BYTES) {
    const part = Buffer.concat([rest, await readPart(path, start, Math.min(to, start + CHUNK_BYTES))]);
    let lineStart = 0;
    for (let end = part.indexOf(LINE_END); end >= 0; end = part.indexOf(LINE_END, lineStart)) {
      yield { text: part.toString('utf8', lineStart, end), offset: offset + lineStart };
      lineStart = end + 1;
    }
    offset += lineStart;
    rest = part.subarray(lineStart);
  }
}

async function closeSegment(
  directory: string,
  journals: Pick<Journals, 'append'>,
  journalPath: string,
  { opened, fragments }: UnclosedSegment,
): Promise<void> {
  const { segmentId, initBytes, startedAt } = opened;
  const path = join(directory, opened.path);
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  // After a power cut the journal may know of bytes that never came to the disk.
  const there = fragments.filter(({ offset, bytes }) => offset + bytes <= size);
  const last = there.at(-1);
  let end = last ? last.offset + last.bytes : Math.min(initBytes, size);
  let endedAt = last?.endedAt ?? startedAt;
  const unlogged: Line<'fragment'>[] = [];
  if (size > end && end >= initBytes) {
    for (const { offset, bytes, startMs, endMs, key, digest } of await fragmentsBehind(path, initBytes, end)) {
      const moments = { startedAt: Math.round(startedAt + startMs), endedAt: Math.round(startedAt + endMs) };
      unlogged.push({ type: 'fragment', segmentId, offset, bytes, ...moments, key, digest });
      end = offset + bytes;
      endedAt = Math.max(endedAt, moments.endedAt);
    }
  }
  if (size > end) {
    await journals.append(journalPath, { type: 'tail-cut', segmentId, fromBytes: size, toBytes: end });
    await truncate(path, end);
  }
  for (const line of unlogged) await journals.append(journalPath, line);
  await journals.append(journalPath, { type: 'segment-closed', segmentId, endedAt, bytes: end, reason: 'interrupted' });
}

async function fragmentsBehind(
  path: string,
  initBytes: number,
  from: number,
): Promise<readonly (FoundFragment & { readonly digest: Digest })[]> {
  // What lies between its head and there is known to be whole, and is not read again.
  const known = from - initBytes;
  const file = Buffer.concat([await readPart(path, 0, initBytes), await readPart(path, from)]);
  const found = /\.(webm|mka)$/.test(path) ? fragmentsOfWebm(file, initBytes) : fragmentsOfMp4(file, initBytes);
  return found.map((fragment) => {
    const { offset, bytes } = fragment;
    return { ...fragment, offset: offset + known, digest: digestOf(file.subarray(offset, offset + bytes)) };
  });
}

async function readPart(path: string, start: number, end = Infinity): Promise<Buffer> {
  if (end <= start) return Buffer.alloc(0);
  const parts: Buffer[] = [];
  for await (const part of createReadStream(path, { start, end: end - 1 }) as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

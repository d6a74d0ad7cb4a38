import { createReadStream } from 'node:fs';
import { readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { digestOf, type Digest } from './digestOf';
import { fragmentsOfMp4, fragmentsOfWebm, type FoundFragment } from './fragmentsOfFile';
import { Journals } from './Journals';
import { journalsOnDisk } from './journalsOnDisk';
import { parseJournalLine, type JournalLine } from './journalLine';

/**
 * A segment lasts some ten seconds, ten minutes at most, so only the newest journals can hold an open one: those of the
 * newest hours and, since a clock may have been set, those that were written to last.
 */
const JOURNALS_LOOKED_AT = 3;

/** Their files are waited for together: the sooner all are closed, the sooner it records again. */
const CLOSED_AT_ONCE = 8;

type Line<Type extends JournalLine['type']> = Extract<JournalLine, { type: Type }>;

interface UnclosedSegment {
  readonly opened: Line<'segment-opened'>;
  readonly fragments: Line<'fragment'>[];
}

/**
 * Puts in order what a killed recorder left: each segment that no journal line closed is cut to its last whole
 * fragment, the cut being logged before it is made, and closed as interrupted. Answers how many there were.
 * Only whoever holds the volume's lock may do this.
 */
export async function recoverVolume(directory: string, log: Logger): Promise<number> {
  let recovered = 0;
  const journals = new Journals(directory, () => undefined);
  try {
    for (const path of await newestJournals(directory)) {
      const unclosed = [...(await readUnclosed(join(directory, path), log))];
      const closeNext = async (): Promise<void> => {
        for (let segment = unclosed.shift(); segment; segment = unclosed.shift()) {
          try {
            await closeSegment(directory, journals, path, segment);
            recovered += 1;
          } catch (error) {
            log.error(
              { err: error, segmentId: segment.opened.segmentId },
              'an interrupted segment cannot be put in order',
            );
          }
        }
      };
      await Promise.all(Array.from({ length: CLOSED_AT_ONCE }, closeNext));
    }
  } finally {
    await journals.close();
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
async function readUnclosed(path: string, log: Logger): Promise<readonly UnclosedSegment[]> {
  try {
    await cutTornLine(path);
    return await unclosedSegments(path);
  } catch (error) {
    log.error({ err: error, path }, 'a journal cannot be put in order');
    return [];
  }
}

/** A line that was cut off by a kill speaks of nothing; nobody has taken it in, since it has no end. */
async function cutTornLine(path: string): Promise<void> {
  const text = await readFile(path);
  const whole = text.lastIndexOf(0x0a) + 1;
  if (whole < text.length) await truncate(path, whole);
}

async function unclosedSegments(path: string): Promise<readonly UnclosedSegment[]> {
  const unclosed = new Map<string, UnclosedSegment>();
  for (const text of (await readFile(path, 'utf8')).split('\n')) {
    const line = text === '' ? null : parseJournalLine(text);
    if (line?.type === 'segment-opened') unclosed.set(line.segmentId, { opened: line, fragments: [] });
    else if (line?.type === 'fragment') unclosed.get(line.segmentId)?.fragments.push(line);
    else if (line?.type === 'segment-closed') unclosed.delete(line.segmentId);
  }
  return [...unclosed.values()];
}

async function closeSegment(
  directory: string,
  journals: Journals,
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

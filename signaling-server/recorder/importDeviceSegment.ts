import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceChunkHead } from '@protocol';
import { deviceChunksOf, deviceFramesBetween, type DeviceFrames } from './deviceSegmentFrames';
import { digestOf } from './digestOf';
import { FragmentedMp4 } from './FragmentedMp4';
import { Journals } from './Journals';
import type { JournalLine } from './journalLine';
import type { Muxer, Sample } from './Muxer';
import type { ToRecorder } from './recorderProtocol';
import { segmentPath } from './segmentPath';
import { WebmWriter } from './WebmWriter';
import { writeFlushed } from './writeFlushed';

export type DeviceSegmentImport = Extract<ToRecorder, { type: 'import-device-segment' }>;

/** In the name of a file that a terminal recorded by itself: where its journal is lost, it is known for what it is still. */
export const DEVICE_FILE_MARK = 'device-';
const PICTURE_TICKS_A_SECOND = 90_000;
const SOUND_TICKS_A_SECOND = 48_000;

/**
 * Writes a terminal's own recording as a segment, a fragment for each of its chunks. The journal tells of it once the
 * file is on the disk, all lines at once, so that a kill in between leaves a file of which nobody knows, and the next
 * try writes it anew. Throws where the disk fails or nothing can be read.
 */
export async function importDeviceSegment(
  directory: string,
  journals: Journals,
  order: DeviceSegmentImport,
): Promise<void> {
  const { segmentId, track, clock, device } = order;
  const chunks = deviceChunksOf(await readFile(order.file));
  const frames = deviceFramesBetween(chunks, { from: order.from, to: order.to, offsetMs: clock.offsetMs });
  if (!frames) throw new RangeError('the recording of a terminal holds nothing that can be shown');
  const startedAt = Math.round(frames.chunks[0]?.[0]?.at ?? order.from);
  const endedAt = Math.round(frames.endedAt);
  const { muxer, ticksASecond } = muxerFor(frames.head);
  const initialisation = muxer.initialisation();
  const path = segmentPath(track, startedAt, `${DEVICE_FILE_MARK}${segmentId}`, muxer.extension);
  const lines: JournalLine[] = [
    {
      ...{ type: 'segment-opened', segmentId, path, track, burstId: null, mimeType: muxer.mimeType },
      ...{ initBytes: initialisation.length, digest: digestOf(initialisation), startedAt, device },
    },
    {
      ...{ type: 'capture-time', segmentId, capturedAt: startedAt },
      ...{ source: 'device-clock', uncertaintyMs: clock.uncertaintyMs },
    },
  ];
  const parts = [initialisation];
  let offset = initialisation.length;
  for (const { bytes, ...facts } of fragmentsOf(frames, muxer, ticksASecond)) {
    const fragment = { segmentId, offset, bytes: bytes.length, ...facts, digest: digestOf(bytes) };
    lines.push({ type: 'fragment', ...fragment });
    parts.push(bytes);
    offset += bytes.length;
  }
  lines.push({ type: 'segment-closed', segmentId, endedAt, bytes: offset, reason: 'rolled' });
  await writeFlushed(join(directory, path), Buffer.concat(parts));
  const journalPath = Journals.pathFor(startedAt);
  await Promise.all(lines.map((line) => journals.append(journalPath, line)));
}

function muxerFor({ codec, channels, configuration }: DeviceChunkHead): { muxer: Muxer; ticksASecond: number } {
  if (codec === 'audio/opus') return { muxer: FragmentedMp4.forOpus(channels), ticksASecond: SOUND_TICKS_A_SECOND };
  const head = Buffer.from(configuration, 'base64');
  const ticksASecond = PICTURE_TICKS_A_SECOND;
  return codec === 'video/VP8'
    ? { muxer: new WebmWriter(head, ticksASecond), ticksASecond }
    : { muxer: FragmentedMp4.forAvc(head, ticksASecond), ticksASecond };
}

function* fragmentsOf({ chunks, endedAt }: DeviceFrames, muxer: Muxer, ticksASecond: number) {
  const beganAt = chunks[0]?.[0]?.at ?? 0;
  const ticksOf = (at: number): number => Math.max(0, Math.round(((at - beganAt) * ticksASecond) / 1000));
  for (const [index, frames] of chunks.entries()) {
    const nextAt = chunks[index + 1]?.[0]?.at ?? endedAt;
    const samples = frames.map(({ at, key, data }, place): Sample => {
      const time = ticksOf(at);
      return { time, duration: Math.max(1, ticksOf(frames[place + 1]?.at ?? nextAt) - time), key, data };
    });
    const first = Math.round(frames[0]?.at ?? beganAt);
    yield {
      bytes: muxer.fragment(samples),
      startedAt: first,
      endedAt: Math.max(first, Math.round(nextAt)),
      key: frames[0]?.key ?? false,
    };
  }
}

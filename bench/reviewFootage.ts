import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { splitAccessUnits, type AccessUnit } from '../signaling-server/demo/accessUnits';
import { oggPackets } from '../signaling-server/demo/oggPackets';
import { avcConfiguration } from '../signaling-server/recorder/avcConfiguration';
import { FragmentedMp4 } from '../signaling-server/recorder/FragmentedMp4';
import { barcodeRow, BARCODE } from './barcode';

const WIDTH = 640;
const HEIGHT = 360;
export const FRAMES_A_SECOND = 25;
const KEY_EVERY_FRAMES = 50;
export const SEGMENT_MS = 10_000;
const SEGMENT_FRAMES = (SEGMENT_MS / 1000) * FRAMES_A_SECOND;
const FRAGMENT_FRAMES = 10;
const TICKS_A_SECOND = 90_000;
const BITS_A_SECOND = 450_000;
export const HOUR_MS = 3_600_000;
/** The loop of each camera, in groups of pictures of two seconds; no two share a divisor, so that no moment is like another. */
const LOOPS = [5, 7, 8, 9, 11, 13, 17, 19, 23] as const;
export const CAMERAS = LOOPS.length;
/** A burst is so long, with a short tone at each full second of it. */
export const BURST_MS = 6_000;
const VERSION = 'v1';

/** How many frames a camera's loop has. */
export function loopFrames(camera: number): number {
  return (LOOPS[camera] ?? 1) * KEY_EVERY_FRAMES;
}

/** An hour of nine cameras and one talk burst as files that a recorder would have written, made once and kept. */
export interface Footage {
  readonly folder: string;
  /** `file(camera, segment)` and what the index says of it. */
  readonly segments: readonly (readonly { readonly path: string; readonly bytes: number }[])[];
  readonly initBytes: number;
  readonly mimeType: string;
  readonly burst: {
    readonly path: string;
    readonly bytes: number;
    readonly initBytes: number;
    readonly mimeType: string;
  };
}

/** Makes the footage where it is missing, which takes a minute or two the first time. */
export async function reviewFootage(say: (text: string) => void): Promise<Footage> {
  const folder = path.join(homedir(), '.cache', 'zhiqin', `review-footage-${VERSION}`);
  const index = path.join(folder, 'index.json');
  if (!existsSync(index)) {
    say('making an hour of nine cameras, which is done once');
    const making = `${folder}.making`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    await writeFile(path.join(making, 'index.json'), JSON.stringify(await make(making, folder, say)));
    await rename(making, folder);
  }
  const { default: made } = (await import(index, { with: { type: 'json' } })) as { default: Footage };
  return made;
}

async function make(making: string, folder: string, say: (text: string) => void): Promise<Footage> {
  const segments: { path: string; bytes: number }[][] = [];
  let initBytes = 0;
  let mimeType = '';
  for (let camera = 0; camera < CAMERAS; camera += 1) {
    const units = await encodeLoop(camera);
    const [first] = units;
    const sequence = first?.nals.find((nal) => (nal[0] ?? 0) % 32 === 7);
    const pictures = first?.nals.filter((nal) => (nal[0] ?? 0) % 32 === 8) ?? [];
    if (!sequence) throw new Error('the encoder wrote no parameter sets');
    const configuration = avcConfiguration(sequence, pictures);
    const own: { path: string; bytes: number }[] = [];
    for (let number = 0; number < HOUR_MS / SEGMENT_MS; number += 1) {
      const muxer = FragmentedMp4.forAvc(configuration, TICKS_A_SECOND);
      const parts = [muxer.initialisation()];
      initBytes = parts[0]?.length ?? 0;
      mimeType = muxer.mimeType;
      for (let frame = 0; frame < SEGMENT_FRAMES; frame += FRAGMENT_FRAMES) {
        const numbers = Array.from({ length: FRAGMENT_FRAMES }, (_, step) => frame + step);
        parts.push(muxer.fragment(numbers.map((inFile) => sampleOf(units, number * SEGMENT_FRAMES + inFile, inFile))));
      }
      const bytes = Buffer.concat(parts);
      const name = `camera-${camera}-${number}.mp4`;
      await writeFile(path.join(making, name), bytes);
      own.push({ path: path.join(folder, name), bytes: bytes.length });
    }
    segments.push(own);
    say(`camera ${camera + 1} of ${CAMERAS}`);
  }
  return { folder, segments, initBytes, mimeType, burst: await makeBurst(making, folder) };
}

function sampleOf(units: readonly AccessUnit[], inHour: number, inFile: number) {
  const unit = units[inHour % units.length];
  const nals = unit?.nals.filter((nal) => [1, 5].includes((nal[0] ?? 0) % 32)) ?? [];
  const data = Buffer.concat(
    nals.flatMap((nal) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(nal.length);
      return [length, nal];
    }),
  );
  const duration = TICKS_A_SECOND / FRAMES_A_SECOND;
  return { time: inFile * duration, duration, key: unit?.key ?? false, data };
}

/** A moving picture with a barcode of camera and frame along its upper edge, as H.264 of one loop. */
async function encodeLoop(camera: number): Promise<readonly AccessUnit[]> {
  const frames = loopFrames(camera);
  const encoder = spawn(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error'],
      ...['-f', 'lavfi', '-i', `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${FRAMES_A_SECOND},hue=h=${camera * 40}`],
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${BARCODE.height}`, '-r', String(FRAMES_A_SECOND)],
      ...[
        '-i',
        'pipe:0',
        '-filter_complex',
        '[0]noise=alls=6:allf=t[s];[s][1]overlay=0:0',
        '-frames:v',
        String(frames),
      ],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-bf', '0'],
      ...['-g', String(KEY_EVERY_FRAMES), '-keyint_min', String(KEY_EVERY_FRAMES), '-sc_threshold', '0'],
      ...['-b:v', String(BITS_A_SECOND), '-maxrate', String(BITS_A_SECOND), '-bufsize', String(BITS_A_SECOND)],
      ...['-f', 'h264', 'pipe:1'],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const stream = bytesOf(encoder.stdout);
  // Each row of the strip is the same: what is drawn is one row, as often as it is high.
  const strips = Array.from({ length: frames }, (_, frame) => {
    const row = Buffer.from(barcodeRow(camera, frame, WIDTH));
    return Buffer.concat(Array.from({ length: BARCODE.height }, () => row));
  });
  encoder.stdin.on('error', () => undefined);
  encoder.stdin.end(Buffer.concat(strips));
  const units = splitAccessUnits(await stream);
  if (units.length !== frames) throw new Error(`${units.length} frames were encoded instead of ${frames}`);
  return units;
}

/** Silence with 60 ms of 1 kHz at each full second. */
async function makeBurst(making: string, folder: string): Promise<Footage['burst']> {
  const encoder = spawn(
    'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i'],
      `aevalsrc='0.6*sin(2*PI*1000*t)*lt(mod(t,1),0.06)':s=48000:d=${BURST_MS / 1000}`,
      ...['-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '20', '-f', 'ogg', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const packets = oggPackets(await bytesOf(encoder.stdout));
  const muxer = FragmentedMp4.forOpus(1);
  const initialisation = muxer.initialisation();
  const duration = 960;
  const samples = packets.map((data, number) => ({ time: number * duration, duration, key: true, data }));
  const fragments: Buffer[] = [];
  for (let from = 0; from < samples.length; from += 20) fragments.push(muxer.fragment(samples.slice(from, from + 20)));
  const bytes = Buffer.concat([initialisation, ...fragments]);
  await writeFile(path.join(making, 'burst.mp4'), bytes);
  return {
    ...{ path: path.join(folder, 'burst.mp4'), bytes: bytes.length },
    ...{ initBytes: initialisation.length, mimeType: muxer.mimeType },
  };
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

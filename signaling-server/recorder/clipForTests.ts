import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitAccessUnits } from '../demo/accessUnits';
import { packetise } from '../demo/packetise';

/** RTP payloads of pictures, a list for each picture. */
export type Clip = readonly (readonly Buffer[])[];

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const CLIP_FRAMES_A_SECOND = 25;
/** Small, so that even a small picture is many packets and each can be lost. */
const PAYLOAD_BYTES = 400;

/** Moving pictures in H.264 (constrained baseline), a key frame with its parameter sets every so many pictures. */
export function h264Clip(size: string, seconds: number, keyEvery = CLIP_FRAMES_A_SECOND): Clip {
  const coding = ['-c:v', 'libx264', '-profile:v', 'baseline', '-g', String(keyEvery)];
  const file = encode('clip.h264', size, seconds, [...coding, '-x264-params', 'repeat-headers=1:scenecut=0']);
  return splitAccessUnits(file).map(({ nals }) => packetise(nals, PAYLOAD_BYTES));
}

/** The same in VP8, with the shortest descriptor of RFC 7741: one bit says where a picture begins. */
export function vp8Clip(size: string, seconds: number): Clip {
  const file = encode('clip.ivf', size, seconds, ['-c:v', 'libvpx', '-g', '25', '-keyint_min', '25', '-b:v', '300k']);
  const clip: Buffer[][] = [];
  for (let at = file.readUInt16LE(6); at + 12 <= file.length;) {
    const frame = file.subarray(at + 12, at + 12 + file.readUInt32LE(at));
    const payloads: Buffer[] = [];
    for (let from = 0; from < frame.length; from += PAYLOAD_BYTES) {
      payloads.push(Buffer.concat([Buffer.from([from === 0 ? 0x10 : 0]), frame.subarray(from, from + PAYLOAD_BYTES)]));
    }
    clip.push(payloads);
    at += 12 + frame.length;
  }
  return clip;
}

/**
 * How many frames of a file a decoder shows, as ffmpeg says that has nothing to complain of. `concealing`: the file is
 * known to miss packets, and may be complained of as long as it is read to its end.
 */
export function decodedFrames(path: string, concealing = false): number {
  const count = ['-v', 'error', '-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path];
  const probe = spawnSync('ffprobe', count, { encoding: 'utf8' });
  if (probe.status !== 0 || (!concealing && probe.stderr !== '')) throw new Error(`${path}: ${probe.stderr}`);
  return Number.parseInt(probe.stdout, 10);
}

function encode(name: string, size: string, seconds: number, coding: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-clip-'));
  try {
    const source = ['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${CLIP_FRAMES_A_SECOND}`, '-t', String(seconds)];
    const file = join(folder, name);
    spawnSync('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', ...coding, file]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

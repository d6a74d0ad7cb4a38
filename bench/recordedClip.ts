import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { splitAccessUnits } from '../signaling-server/demo/accessUnits';
import { packetise } from '../signaling-server/demo/packetise';

export const CLIP = {
  width: 1280,
  height: 720,
  framesASecond: 25,
  megabitsASecond: 2,
  seconds: 40,
  keyEverySeconds: 2,
};
const PAYLOAD_BYTES = 1_200;
const SEI_USER_DATA = 5;
const UUID = Buffer.from('zhiqin-recording');

export interface ClipPicture {
  readonly key: boolean;
  readonly payloads: readonly Buffer[];
}

/** Moving pictures of a rate that is held by noise, not by filling; made once and kept beside other caches. */
export function recordedClip(): readonly ClipPicture[] {
  const folder = fileURLToPath(new URL('../.cache/bench', import.meta.url));
  const file = `${folder}/recording-720p-2m.h264`;
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const { width, height, framesASecond, megabitsASecond, seconds, keyEverySeconds } = CLIP;
    const source = `testsrc2=size=${width}x${height}:rate=${framesASecond},noise=alls=6:allf=t,format=yuv420p`;
    const rate = ['-b:v', `${megabitsASecond}M`, '-maxrate', `${megabitsASecond}M`, '-bufsize', '2M'];
    const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'baseline', ...rate];
    const keys = ['-g', String(framesASecond * keyEverySeconds), '-x264-params', 'repeat-headers=1:scenecut=0'];
    const made = ['-f', 'h264', '-y', `${file}.part`];
    const input = ['-f', 'lavfi', '-i', source, '-t', String(seconds)];
    const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...input, ...coding, ...keys, ...made]);
    if (status !== 0) throw new Error(`the clip could not be made: ${stderr.toString()}`);
    renameSync(`${file}.part`, file);
  }
  return splitAccessUnits(readFileSync(file)).map(({ nals, key }) => ({
    key,
    payloads: packetise(nals, PAYLOAD_BYTES),
  }));
}

/** A unit of user data (ITU-T H.264 clause D.1.6) that is different in each stream, so that no two files are the same. */
export function markOf(stream: number, picture: number): Buffer {
  const text = Buffer.from(`stream ${stream} picture ${picture}`);
  const content = Buffer.concat([UUID, text]);
  return Buffer.concat([Buffer.from([6, SEI_USER_DATA, content.length]), content, Buffer.from([0x80])]);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LONGEST_PROBE_MS = 60_000;
/** A line for each picture: a segment has a few hundred of them. */
const MOST_PROBED_BYTES = 16_000_000;

export interface ProbedPictures {
  readonly width: number;
  readonly height: number;
  /** Milliseconds since the beginning of its recording, rising. */
  readonly times: readonly number[];
}

/** When the pictures of a recorded file stand, and how large they are; fails where it holds none. */
export async function pictureTimes(path: string): Promise<ProbedPictures> {
  const wanted = ['-select_streams', 'v:0', '-show_entries', 'stream=width,height:packet=pts_time'];
  const command = ['-n', '19', 'ffprobe', '-v', 'error', ...wanted, '-of', 'json', path];
  const { stdout } = await run('nice', command, { timeout: LONGEST_PROBE_MS, maxBuffer: MOST_PROBED_BYTES });
  // What ffprobe writes with these options.
  const { packets = [], streams = [] } = JSON.parse(stdout) as {
    packets?: { pts_time?: string }[];
    streams?: { width: number; height: number }[];
  };
  const times = packets.flatMap(({ pts_time: time }) => (time === undefined ? [] : Math.round(Number(time) * 1_000)));
  const [stream] = streams;
  if (!stream || times.length === 0) throw new Error(`${path} holds no picture`);
  return { width: stream.width, height: stream.height, times: times.sort((one, other) => one - other) };
}

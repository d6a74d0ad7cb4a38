import { z } from 'zod';

/** All that decides what a clip looks like; two clips of one recipe are the same. */
export const clipRecipe = z.object({
  width: z.number().int(),
  height: z.number().int(),
  framesPerSecond: z.number().int(),
  seconds: z.number().int(),
  /** Which street is drawn, where no film is given. */
  street: z.number().int(),
  plate: z.string(),
  /** A film of the user's own instead of the drawn street, with its size and time of change, and where in it to begin. */
  film: z.object({ path: z.string(), bytes: z.number(), changedAt: z.number() }).nullable(),
});
export type ClipRecipe = z.infer<typeof clipRecipe>;

/** Escaped twice, once for the filter's option and once for the graph, as ffmpeg's drawtext asks for. */
function quoted(text: string): string {
  return text.replaceAll(/[\\':%,;[\]]/g, (letter) => `\\\\${letter}`);
}

/**
 * ffmpeg's arguments: constrained baseline without B-frames, a key frame each second with SPS and PPS before it (which
 * mediasoup must see to forward anything), the plate and a running frame counter burnt in. No wall clock is burnt in,
 * since the clip is replayed. The drawn pictures come on the standard input.
 */
export function encoderArguments(recipe: ClipRecipe, output: string): string[] {
  const { width, height, framesPerSecond, seconds, film } = recipe;
  const size = `${width}x${height}`;
  /** What is right for 720 lines. */
  const scaled = (pixels: number): number => Math.round((pixels * height) / 720);
  const input =
    film === null
      ? ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', size, '-r', `${framesPerSecond}`, '-i', 'pipe:0']
      : ['-stream_loop', '-1', '-i', film.path];
  const fit = [
    `fps=${framesPerSecond}`,
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:-1:-1`,
    'format=yuv420p',
  ];
  const style = `font='Noto Sans CJK SC':fontcolor=white:box=1:boxcolor=black@0.45:boxborderw=${scaled(8)}`;
  const marks = [
    `drawtext=${style}:fontsize=${scaled(34)}:x=${scaled(24)}:y=${scaled(22)}:text=${quoted(recipe.plate)}`,
    `drawtext=${style}:fontsize=${scaled(26)}:x=w-tw-${scaled(24)}:y=${scaled(24)}:text=演示画面`,
    `drawtext=${style}:fontsize=${scaled(28)}:x=${scaled(24)}:y=h-th-${scaled(30)}:text='%{eif\\:n\\:d\\:6}'`,
  ];
  const kilobits = Math.round((1_700 * width * height) / (1_280 * 720));
  return [
    ...['-v', 'error', '-nostdin', '-y', ...input, '-an', '-t', `${seconds}`],
    ...['-vf', [...(film === null ? [] : fit), ...marks].join(',')],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-level', '3.1'],
    ...[
      '-b:v',
      `${kilobits}k`,
      '-maxrate',
      `${Math.round(kilobits * 1.2)}k`,
      '-bufsize',
      `${kilobits}k`,
      '-threads',
      '1',
    ],
    ...['-g', `${framesPerSecond}`, '-keyint_min', `${framesPerSecond}`, '-sc_threshold', '0', '-bf', '0'],
    ...['-x264-params', 'repeat-headers=1:aud=0:sliced-threads=0:slices=1', '-f', 'h264', output],
  ];
}

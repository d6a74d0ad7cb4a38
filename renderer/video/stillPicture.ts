/** As wide as a tile of the panel; a canvas of 480x270 takes half a megabyte. */
const WIDTH_PX = 480;

/** Copies what a player shows now; null where it shows nothing yet. */
export function pictureOf(video: HTMLVideoElement): HTMLCanvasElement | null {
  if (video.videoWidth === 0 || video.videoHeight === 0) return null;
  const width = Math.min(WIDTH_PX, video.videoWidth);
  return drawn(video, width, Math.round((width * video.videoHeight) / video.videoWidth));
}

/** Copies a still that came as a file; null for what this browser cannot show. */
export async function pictureOfStill(file: Blob): Promise<HTMLCanvasElement | null> {
  const still = await createImageBitmap(file).catch(() => null);
  if (still === null) return null;
  const width = Math.min(WIDTH_PX, still.width);
  const picture = drawn(still, width, Math.round((width * still.height) / still.width));
  still.close();
  return picture;
}

/** An element of its own for each place that shows the picture. */
export const copyOf = (picture: HTMLCanvasElement): HTMLCanvasElement | null =>
  drawn(picture, picture.width, picture.height);

/** In memory and not on the graphics card, so that a copy waits for nothing. */
function drawn(
  source: HTMLVideoElement | HTMLCanvasElement | ImageBitmap,
  width: number,
  height: number,
): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  context?.drawImage(source, 0, 0, width, height);
  return context === null ? null : canvas;
}

import type { Sharp } from 'sharp';
import { refuseAttachment } from './refuseAttachment';
import { foreignText, pictureType } from './pictureType';

/** More is no photograph of ours, and takes a machine's memory when it is unpacked. */
const MOST_PIXELS = 50_000_000;
/** What a console shows at most; a plate is still legible. */
const LONGEST_SIDE_PIXELS = 2_048;
const JPEG_QUALITY = 82;

export interface Picture {
  readonly file: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * A picture as a JPEG of our own making, upright, with nothing of the file that came but its pixels. Refused by name
 * where it is not the picture that it says it is, hides another file, or has too many pixels.
 */
export async function pictureOf(body: Buffer, saidType: string): Promise<Picture> {
  const type = pictureType(body);
  if (type === null) return refuseAttachment('not-a-picture', 'it is none of JPEG, PNG and WebP');
  if (type !== saidType) return refuseAttachment('wrong-type', `it is ${type}`);
  if (foreignText(body, type)) return refuseAttachment('not-a-picture', 'it holds another file as well');
  // It takes a while to load and is seldom needed.
  const { default: sharp } = await import('sharp');
  const source = sharp(body, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true });
  const { width, height } = await metadataOf(source);
  if (width * height > MOST_PIXELS) return refuseAttachment('too-many-pixels', `${width} × ${height}`);
  const upright = source
    .autoOrient()
    .resize({ width: LONGEST_SIDE_PIXELS, height: LONGEST_SIDE_PIXELS, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: JPEG_QUALITY });
  try {
    const { data, info } = await upright.toBuffer({ resolveWithObject: true });
    return { file: data, width: info.width, height: info.height };
  } catch {
    return refuseAttachment('not-a-picture', 'it cannot be decoded');
  }
}

async function metadataOf(source: Sharp): Promise<{ width: number; height: number }> {
  try {
    return await source.metadata();
  } catch (error) {
    const isTooLarge = error instanceof Error && /pixel limit/i.test(error.message);
    return refuseAttachment(isTooLarge ? 'too-many-pixels' : 'not-a-picture', 'its head cannot be read');
  }
}

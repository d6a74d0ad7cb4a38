import type { Attachment } from '@protocol';

export type Taken = Pick<Attachment, 'takenAt' | 'position'>;

/** When and where a picture was taken, as its metadata says (Exif); null where it says nothing that can be so. */
export async function takenOf(picture: Buffer, now: number): Promise<Taken> {
  const { default: exifr } = await import('exifr');
  const exif: unknown = await exifr
    .parse(picture, {
      pick: [
        'DateTimeOriginal',
        'OffsetTimeOriginal',
        'GPSLatitude',
        'GPSLatitudeRef',
        'GPSLongitude',
        'GPSLongitudeRef',
      ],
      reviveValues: false,
    })
    // Metadata that cannot be read says nothing, and the picture may be good all the same.
    .catch(() => null);
  if (typeof exif !== 'object' || exif === null) return { takenAt: null, position: null };
  const tags = exif as Readonly<Record<string, unknown>>;
  const { latitude, longitude } = tags;
  return {
    takenAt: momentOf(tags['DateTimeOriginal'], tags['OffsetTimeOriginal'], now),
    position: isWithin(latitude, 90) && isWithin(longitude, 180) ? { latitude, longitude } : null,
  };
}

/** `2026:11:22 09:30:00`, with an offset such as `+08:00` or else of this machine's own time zone. */
function momentOf(text: unknown, offset: unknown, now: number): number | null {
  if (typeof text !== 'string') return null;
  const [, date, time] = /^(\d{4}:\d{2}:\d{2}) (\d{2}:\d{2}:\d{2})/.exec(text) ?? [];
  if (date === undefined || time === undefined) return null;
  const zone = typeof offset === 'string' && /^[+-]\d{2}:\d{2}/.test(offset) ? offset.slice(0, 6) : '';
  const moment = Date.parse(`${date.replaceAll(':', '-')}T${time}${zone}`);
  // A camera whose clock runs ahead does not know the time.
  return Number.isNaN(moment) || moment < 0 || moment > now ? null : moment;
}

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
}

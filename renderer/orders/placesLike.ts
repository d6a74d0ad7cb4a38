import type { Order } from '@protocol';
import type { DraftPlace } from './draftStore';

const MOST_FOUND = 8;

/** `114.30, 30.59` as it is typed or pasted, with a comma of either language, a space or both between. */
const coordinates = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/;

/**
 * Places for what somebody typed: a longitude and latitude in WGS-84, or the named places of earlier orders that
 * contain it, those used last first.
 */
export function placesLike(text: string, orders: Iterable<Order>): DraftPlace[] {
  const typed = coordinates.exec(text);
  const longitude = Number(typed?.[1]);
  const latitude = Number(typed?.[2]);
  if (Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90) return [{ longitude, latitude, name: '' }];
  const wanted = text.trim().toLowerCase();
  const found = new Map<string, DraftPlace>();
  for (const { content } of [...orders].sort((one, other) => other.sentAt - one.sentAt)) {
    const name = content.place?.name ?? null;
    if (content.place === null || name === null || found.has(name) || !name.toLowerCase().includes(wanted)) continue;
    found.set(name, { longitude: content.place.longitude, latitude: content.place.latitude, name });
  }
  return [...found.values()].slice(0, MOST_FOUND);
}

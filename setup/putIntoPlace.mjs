import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Replaces a product, a file or a folder, by a newly built one. A death in between leaves the old one, the new one or
 * none; whoever builds writes the stamp that vouches for it only afterwards.
 *
 * @param {string} built
 * @param {string} place
 */
export function putIntoPlace(built, place) {
  const previous = `${place}.previous`;
  rmSync(previous, { recursive: true, force: true });
  if (existsSync(place)) renameSync(place, previous);
  renameSync(built, place);
  rmSync(previous, { recursive: true, force: true });
}

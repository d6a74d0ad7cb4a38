import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A page that was opened before a build may still ask for a file of the build before it. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * Moves a finished build into the folder that a running server serves from. Files come first and pages last, each by a
 * rename, so that at every moment every page there is whole and finds all that it names. What the new build lacks is
 * removed a day after it was made.
 */
export function publishPages(built: string, place: string, now: number = Date.now()): void {
  const files = filesIn(built).sort((one, other) => Number(isPage(one)) - Number(isPage(other)));
  for (const file of files) {
    mkdirSync(dirname(join(place, file)), { recursive: true });
    renameSync(join(built, file), join(place, file));
  }
  const published = new Set(files);
  for (const file of filesIn(place)) {
    const path = join(place, file);
    if (!published.has(file) && statSync(path).mtimeMs < now - KEPT_MS) rmSync(path);
  }
  rmSync(built, { recursive: true, force: true });
}

const isPage = (file: string): boolean => file.endsWith('.html');

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

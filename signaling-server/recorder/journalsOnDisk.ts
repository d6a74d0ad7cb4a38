import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The journals of a volume, oldest hour first, relative to it. Whatever else lies there is passed over. */
export async function journalsOnDisk(directory: string): Promise<readonly string[]> {
  const inside = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const days = inside.filter((entry) => entry.isDirectory() && /^\d{4}-\d{2}-\d{2}$/.test(entry.name));
  const found = await Promise.all(
    days.map(async ({ name: day }) =>
      (await readdir(join(directory, day), { withFileTypes: true }))
        .filter((entry) => entry.isFile() && /^journal-\d{2}\.jsonl$/.test(entry.name))
        .map(({ name }) => `${day}/${name}`),
    ),
  );
  return found.flat().sort();
}

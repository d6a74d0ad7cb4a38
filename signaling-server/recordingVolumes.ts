import { resolve } from 'node:path';

/** The folders that recordings are spread over: the first one, and those named besides, separated by commas. */
export function recordingVolumes(first: string, others: string | undefined): readonly string[] {
  const named = (others ?? '').split(',').flatMap((folder) => (folder.trim() === '' ? [] : resolve(folder.trim())));
  return [...new Set([first, ...named])];
}

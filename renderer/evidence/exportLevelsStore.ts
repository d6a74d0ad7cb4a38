import type { PlaceExportLevels, RequestInput } from '@protocol';
import { create } from 'zustand';
import { onReady, request } from '../wire/pageConnection';

interface ExportLevelsState {
  /** Null until they are loaded. */
  readonly places: readonly PlaceExportLevels[] | null;
  readonly error: unknown;
}

export const useExportLevels = create<ExportLevelsState>(() => ({ places: null, error: null }));

/** Loads the rules at every connect, until the answer is called. */
export function followExportLevels(): () => void {
  return onReady(() => void taken(request('evidence:levels', {})));
}

export async function saveExportLevel(rule: RequestInput<'evidence:saveLevel'>): Promise<void> {
  await taken(request('evidence:saveLevel', rule));
}

async function taken(answer: Promise<{ readonly places: readonly PlaceExportLevels[] }>): Promise<void> {
  try {
    useExportLevels.setState({ places: (await answer).places, error: null });
  } catch (error) {
    useExportLevels.setState({ error });
  }
}

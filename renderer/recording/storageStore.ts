import type { ReduceAfterDays, RetentionRules, StorageReport } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';

interface StorageState {
  readonly report: StorageReport | null;
  readonly error: unknown;
}

export const useStorage = create<StorageState>(() => ({ report: null, error: null }));

export async function loadStorage(): Promise<void> {
  try {
    useStorage.setState({ report: await request('recording:storage', {}), error: null });
  } catch (error) {
    useStorage.setState({ error });
  }
}

/** Answers whether it was done; what it has changed, or why it was not, is shown either way. */
async function tried(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    await loadStorage();
    return true;
  } catch (error) {
    await loadStorage();
    useStorage.setState({ error });
    return false;
  }
}

export function saveRetention(rules: RetentionRules, reduceAfterDays: ReduceAfterDays): Promise<boolean> {
  return tried(request('recording:saveRetention', { rules, reduceAfterDays }));
}

/** `bytes` null takes the quota away. */
export function saveQuota(placeId: string, bytes: number | null): Promise<boolean> {
  return tried(request('recording:saveQuota', { placeId, bytes }));
}

/** `bytes` null takes the quota away. */
export function saveVehicleQuota(vehicleId: string, bytes: number | null): Promise<boolean> {
  return tried(request('recording:saveVehicleQuota', { vehicleId, bytes }));
}

export function askForDeletion(span: {
  vehicleId: string;
  from: number;
  to: number;
  reason: string;
}): Promise<boolean> {
  return tried(request('recording:requestDeletion', span));
}

export function decideDeletion(decision: { requestId: string; approve: boolean; reason: string }): Promise<boolean> {
  return tried(request('recording:decideDeletion', decision));
}

export function releaseHold(holdId: string, reason: string): Promise<boolean> {
  return tried(request('recording:releaseHold', { holdId, reason }));
}

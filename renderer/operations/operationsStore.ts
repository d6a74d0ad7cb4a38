import { LONGEST_REVIEW_MS, type Operation, type OperationContents } from '@protocol';
import { create } from 'zustand';
import { openAt } from '../review/openAt';
import { request, serverNow } from '../wire/pageConnection';

/** One that goes on is opened this far ahead, so that it can be followed. */
const ROOM_AHEAD_MS = 120_000;

interface OperationsState {
  /** Newest first. */
  readonly operations: readonly Operation[];
  /** The one that is open in the review, with what was found to belong to it. */
  readonly open: { readonly operation: Operation; readonly contents: OperationContents | null } | null;
  /** The one that is being written: one that exists, or a new one. */
  readonly editing: Operation | 'new' | null;
}

export const useOperations = create<OperationsState>(() => ({ operations: [], open: null, editing: null }));

export async function loadOperations(): Promise<void> {
  useOperations.setState({ operations: (await request('operations:list', {})).operations });
}

export function editOperation(editing: OperationsState['editing']): void {
  useOperations.setState({ editing });
}

/** Opens what was recorded of an operation, and looks for what else belongs to it. Throws what the server refuses. */
export async function openOperation(operation: Operation, also: readonly string[] = []): Promise<void> {
  const end = operation.to ?? Math.max(operation.from, Math.round(serverNow())) + ROOM_AHEAD_MS;
  const span = { from: operation.from, to: Math.min(end, operation.from + LONGEST_REVIEW_MS) };
  useOperations.setState({ open: { operation, contents: null } });
  const opening = openAt([...operation.vehicleIds, ...also], span, operation.from);
  const contents = await request('operations:contents', { operationId: operation.id });
  if (useOperations.getState().open?.operation.id === operation.id) {
    useOperations.setState({ open: { operation, contents } });
  }
  await opening;
}

export type OperationFields = Pick<Operation, 'name' | 'note' | 'from' | 'to' | 'vehicleIds' | 'groupIds' | 'area'>;

/** Writes a new operation down at a place, or changes the one that is edited. Throws `conflict` where it was changed since. */
export async function saveOperation(fields: OperationFields, placeId: string): Promise<Operation> {
  const { editing } = useOperations.getState();
  const saved =
    editing === null || editing === 'new'
      ? await request('operations:create', { clientKey: crypto.randomUUID(), placeId, ...fields })
      : await request('operations:change', { operationId: editing.id, revision: editing.revision, ...fields });
  useOperations.setState(({ operations }) => ({
    operations: [saved, ...operations.filter(({ id }) => id !== saved.id)].sort((one, other) => other.from - one.from),
    editing: null,
  }));
  return saved;
}

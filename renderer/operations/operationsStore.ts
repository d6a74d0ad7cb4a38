import type { Operation, OperationContents } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';

interface OperationsState {
  /** Newest first. */
  readonly operations: readonly Operation[];
  /** The one that is open in the review, with what was found to belong to it. */
  readonly open: { readonly operation: Operation; readonly contents: OperationContents | null } | null;
}

export const useOperations = create<OperationsState>(() => ({ operations: [], open: null }));

export async function loadOperations(): Promise<void> {
  useOperations.setState({ operations: (await request('operations:list', {})).operations });
}

/** Shows an operation as the open one, and looks for what belongs to it. */
export async function chooseOperation(operation: Operation): Promise<void> {
  useOperations.setState({ open: { operation, contents: null } });
  const contents = await request('operations:contents', { operationId: operation.id });
  if (useOperations.getState().open?.operation.id === operation.id) {
    useOperations.setState({ open: { operation, contents } });
  }
}

type NewOperation = Pick<Operation, 'name' | 'placeId' | 'from' | 'to' | 'vehicleIds'>;

/** Keeps the given vehicles and time under a name. */
export async function createOperation(wanted: NewOperation): Promise<Operation> {
  const made = await request('operations:create', {
    clientKey: crypto.randomUUID(),
    ...{ ...wanted, vehicleIds: [...wanted.vehicleIds], note: '', groupIds: [], area: null },
  });
  useOperations.setState(({ operations }) => ({
    operations: [made, ...operations.filter(({ id }) => id !== made.id)],
  }));
  return made;
}

import { RequestError, type Receipt } from '@protocol';
import { orderLifecycle, type OrderEvent, type OrderPatience, type OrderTransition } from './orderLifecycle';

/** Who took a step, and what was said and shown with it. */
export interface StepWords {
  /** Empty where no person did. */
  readonly name: string;
  readonly note: string | null;
  readonly attachmentIds?: readonly string[];
}

/** The receipt after an event, or null where it was so already. Throws `conflict` where the state does not allow it. */
export function receiptAfter(
  receipt: Receipt,
  event: OrderEvent,
  patience: OrderPatience,
  { name, note, attachmentIds = [] }: StepWords,
): { readonly receipt: Receipt; readonly transition: OrderTransition } | null {
  const step = orderLifecycle(receipt, event, patience);
  if (step.outcome === 'refused') {
    throw new RequestError('conflict', `an order that is ${receipt.state} cannot be ${event.name}`);
  }
  if (step.outcome === 'already') return null;
  const { course, transition } = step;
  const isAboutSteps = transition === 'escalated' || transition === 'call-answered' || transition === 'call-failed';
  if (isAboutSteps) return { transition, receipt: { ...receipt, ...course } };
  const before: Pick<Receipt, 'names' | 'note' | 'readAloud'> =
    transition === 'corrected' ? { names: {}, note: null, readAloud: null } : receipt;
  return {
    transition,
    receipt: {
      ...receipt,
      ...course,
      names: { ...before.names, ...(name === '' ? {} : { [course.state]: name }) },
      note: note ?? before.note,
      readAloud: before.readAloud,
      attachmentIds: [...new Set([...receipt.attachmentIds, ...attachmentIds])],
    },
  };
}

import { useMemo } from 'react';
import type { Permission } from '@protocol';
import { useSession } from '../session/sessionStore';
import type { ReviewTab } from './reviewTab';

/** What each part of the page needs, in the order of the parts; any one of them is enough. */
const needed: readonly (readonly [ReviewTab, readonly Permission[]])[] = [
  ['replay', ['recording.play']],
  ['voice', ['recording.play']],
  ['orders', ['orders.review']],
  ['coverage', ['recording.play']],
  ['storage', ['recording.manage']],
  ['status', ['status.view']],
  ['evidence', ['evidence.export', 'evidence.viewKey']],
  ['audit', ['audit.view']],
];

/** Whoever holds none of these has no business on the page: how the machine is doing is shown elsewhere, too. */
const entering: readonly Permission[] = ['recording.play', 'evidence.viewKey', 'audit.view'];

/** The parts of the page for a person, the first of whom is shown where none or another one is asked for. */
export function permittedTabs(may: (permission: Permission) => boolean): readonly ReviewTab[] {
  if (!entering.some(may)) return [];
  return needed.flatMap(([tab, permissions]) => (permissions.some(may) ? tab : []));
}

/** Those of whoever is signed in here. */
export function usePermittedTabs(): readonly ReviewTab[] {
  const signedIn = useSession((session) => session.signedIn);
  return useMemo(() => permittedTabs((permission) => signedIn?.permissions.includes(permission) ?? false), [signedIn]);
}

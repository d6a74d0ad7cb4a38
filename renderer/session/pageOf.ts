import type { SignedIn } from '@protocol';

/** Where a person works: by what all of his roles are for. */
export function pageOf({ grants }: Pick<SignedIn, 'grants'>): 'console' | 'review' | 'vehicle' {
  const is = (role: string): boolean => grants.length > 0 && grants.every((grant) => grant.role === role);
  return is('supervisor') ? 'review' : is('crew') ? 'vehicle' : 'console';
}

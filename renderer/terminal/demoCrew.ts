import type { SiteConfig } from '../session/siteConfig';

export interface DemoCrew {
  readonly name: string;
  readonly login: string;
  readonly pin: string;
  readonly deviceCode: string | null;
}

/**
 * The crew accounts that a demo offers. Its list is written for people: the device code stands in the name, the PIN
 * behind the word PIN; both are taken from there so that a touch fills them in.
 */
export function demoCrew(accounts: SiteConfig['demoAccounts']): DemoCrew[] {
  return accounts
    .filter(({ page }) => page === '/vehicle')
    .map(({ name, login, secret }) => ({
      name: name.replace(/\s*[（(].*$/, ''),
      login,
      pin: /\d+$/.exec(secret)?.[0] ?? secret,
      deviceCode: /[A-Z]+-[A-Z0-9]+/.exec(name)?.[0] ?? null,
    }));
}

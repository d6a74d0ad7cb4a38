import { describe, expect, it } from 'vitest';
import { permissionsOfRole, type Role } from '@protocol';
import { permittedTabs } from './permittedTabs';

const tabsOf = (role: Role) => permittedTabs((permission) => permissionsOfRole[role].includes(permission));

describe('the parts of the review page', () => {
  it('are all there for a supervisor', () => {
    const everything = ['replay', 'voice', 'orders', 'coverage', 'storage', 'status', 'evidence', 'audit'];
    expect(tabsOf('supervisor')).toEqual(everything);
  });

  it('are those of keys and record for an administrator, who may play nothing', () => {
    expect(tabsOf('administrator')).toEqual(['status', 'evidence', 'audit']);
  });

  it('are those of recordings for a dispatcher, who exports nothing and keeps no keys', () => {
    expect(tabsOf('dispatcher')).toEqual(['replay', 'voice', 'coverage', 'status']);
  });

  it('are none for a crew, though it may see how the machine is doing', () => {
    expect(tabsOf('crew')).toEqual([]);
  });
});

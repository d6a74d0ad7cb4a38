import { addressTabs } from './addressTabs';

export type ConsoleTab = 'command' | 'wall' | 'orders' | 'status';

/** The part of the console that is shown. A second screen opens at its own, such as `/#wall`. */
export const { useTab: useConsoleTab, showTab: showConsoleTab } = addressTabs<ConsoleTab>([
  'command',
  'wall',
  'orders',
  'status',
]);

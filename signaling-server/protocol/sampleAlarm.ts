import type { Alarm } from './alarms';

/** For unit tests on either side: an alarm that nobody has yet; a test says in what its own differs. */
export const sampleAlarm = (change: Partial<Alarm> = {}): Alarm => ({
  id: 'a',
  number: 1,
  kind: 'overspeed',
  placeId: 'east',
  vehicleId: 'car',
  cameraId: null,
  state: 'unattended',
  owner: null,
  called: null,
  raisedAt: 1,
  clearedAt: null,
  count: 1,
  loudness: 1,
  parkedUntil: null,
  details: {},
  position: null,
  history: [],
  revision: 1,
  ...change,
});

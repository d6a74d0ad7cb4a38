import { z } from 'zod';
import { id } from './contract';

/** The organisation tree: the city centre at the root, districts under it, teams under them. */
export const place = z.object({
  id,
  name: z.string(),
  kind: z.enum(['city', 'district', 'team']),
  parentId: id.nullable(),
});
export type Place = z.infer<typeof place>;

export const permissions = [
  'fleet.view',
  'video.watch',
  'video.listen',
  'voice.listen',
  'voice.speak',
  'voice.configure',
  'calls.open',
  'calls.listenAmbient',
  'orders.view',
  'orders.send',
  'orders.configure',
  'orders.review',
  'alarms.view',
  'alarms.attend',
  'alarms.configure',
  'recording.play',
  'recording.mark',
  'recording.manage',
  'operations.view',
  'operations.edit',
  'evidence.export',
  'evidence.configure',
  'evidence.viewKey',
  'evidence.changeKey',
  'feed.view',
  'status.view',
  'audit.view',
  'sessions.revoke',
  'terminal.work',
  'media.ingest',
] as const;
export type Permission = (typeof permissions)[number];

export const roles = ['administrator', 'dispatcher', 'supervisor', 'crew'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Each role is a set of permissions and nothing else. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: [
    'fleet.view',
    'voice.configure',
    'orders.configure',
    'alarms.configure',
    'evidence.configure',
    'evidence.viewKey',
    'evidence.changeKey',
    'feed.view',
    'status.view',
    'audit.view',
    'sessions.revoke',
  ],
  dispatcher: [
    'fleet.view',
    'video.watch',
    'video.listen',
    'voice.listen',
    'voice.speak',
    'voice.configure',
    'calls.open',
    'calls.listenAmbient',
    'orders.view',
    'orders.send',
    'orders.configure',
    'alarms.view',
    'alarms.attend',
    'alarms.configure',
    'recording.play',
    'recording.mark',
    'operations.view',
    'operations.edit',
    'feed.view',
    'status.view',
  ],
  supervisor: [
    'fleet.view',
    'video.watch',
    'voice.listen',
    'calls.listenAmbient',
    'orders.view',
    'orders.review',
    'alarms.view',
    'recording.play',
    'recording.mark',
    'recording.manage',
    'operations.view',
    'operations.edit',
    'evidence.export',
    'evidence.configure',
    'evidence.viewKey',
    'evidence.changeKey',
    'feed.view',
    'status.view',
    'audit.view',
  ],
  // A crew sees whether the recorder is there: what it does is being recorded, or it must know that it is not.
  crew: ['voice.listen', 'voice.speak', 'orders.view', 'alarms.view', 'status.view', 'terminal.work', 'media.ingest'],
};

/** A role held at a place holds for everything under that place. */
export const grant = z.object({ role, placeId: id });
export type Grant = z.infer<typeof grant>;

/** How urgent a role's words are on the floor, 1 to 15; 15 is given by an emergency alone. */
export const floorPriorityOfRole: Readonly<Record<Role, number>> = {
  administrator: 5,
  supervisor: 5,
  crew: 5,
  dispatcher: 9,
};

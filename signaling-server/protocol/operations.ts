import { z } from 'zod';
import { alarmKind } from './alarms';
import { id, moment, nothing, request, touchesNothing, type Subject } from './contract';
import { MOST_VEHICLES_REVIEWED } from './review';
import { polygon } from './voice';

const MOST_GROUPS = 20;

/** What a joint action (行动) is: when, who and where. It may be written down before, during or after it. */
const operationFields = {
  name: z.string().trim().min(1).max(60),
  note: z.string().trim().max(500),
  from: moment,
  /** Null while nobody knows when it ends. */
  to: moment.nullable(),
  vehicleIds: z.array(id).min(1).max(MOST_VEHICLES_REVIEWED),
  groupIds: z.array(id).max(MOST_GROUPS),
  area: polygon.nullable(),
};

const endsAfterItBegins = ({ from, to }: { from: number; to: number | null }): boolean => to === null || to > from;

export const operation = z.object({
  id,
  placeId: id,
  ...operationFields,
  createdBy: z.string(),
  createdAt: moment,
  /** The newer one wins. */
  revision: z.number().int(),
});
export type Operation = z.infer<typeof operation>;

/** What was found to belong to an operation by its time, vehicles, groups and area. */
export const operationContents = z.object({
  /** By vehicle: how long each was recorded, over all of its cameras, and how many fixes it sent. */
  vehicles: z.array(
    z.object({ vehicleId: id, recordedMs: z.number().int(), positions: z.number().int(), invited: z.boolean() }),
  ),
  bursts: z.number().int(),
  /** The first of those. */
  said: z.array(z.object({ id, speakerName: z.string(), groupName: z.string(), at: moment })),
  orders: z.array(z.object({ id, number: z.number().int(), text: z.string(), at: moment })),
  alarms: z.array(z.object({ id, number: z.number().int(), kind: alarmKind, at: moment })),
});
export type OperationContents = z.infer<typeof operationContents>;

const vehiclesOf = (vehicleIds: readonly string[]): Subject[] =>
  vehicleIds.map((vehicleId) => ({ kind: 'vehicle', id: vehicleId }));
const groupsOf = (groupIds: readonly string[]): Subject[] =>
  groupIds.map((groupId) => ({ kind: 'group', id: groupId }));

export const operationsRequests = {
  /** The operations of the caller's places, newest first. */
  'operations:list': request({
    input: nothing,
    output: z.object({ operations: z.array(operation) }),
    permission: 'operations.view',
    touches: touchesNothing,
  }),
  /** Sent again with the same `clientKey`, it answers with the operation that exists. */
  'operations:create': request({
    input: z
      .object({ clientKey: z.uuid(), placeId: id, ...operationFields })
      .strict()
      .refine(endsAfterItBegins),
    output: operation,
    permission: 'operations.edit',
    touches: ({ placeId, vehicleIds, groupIds }) => [
      { kind: 'place', id: placeId },
      ...vehiclesOf(vehicleIds),
      ...groupsOf(groupIds),
    ],
  }),
  /** `conflict` where somebody else has changed it since `revision`. */
  'operations:change': request({
    input: z
      .object({ operationId: id, revision: z.number().int(), ...operationFields })
      .strict()
      .refine(endsAfterItBegins),
    output: operation,
    permission: 'operations.edit',
    touches: ({ operationId, vehicleIds, groupIds }) => [
      { kind: 'operation', id: operationId },
      ...vehiclesOf(vehicleIds),
      ...groupsOf(groupIds),
    ],
  }),
  /** Recordings, talk, orders, alarms and positions of its time; of vehicles that were not invited those that came into its area. */
  'operations:contents': request({
    input: z.object({ operationId: id }).strict(),
    output: operationContents,
    permission: 'operations.view',
    touches: ({ operationId }) => [{ kind: 'operation', id: operationId }],
  }),
} as const;

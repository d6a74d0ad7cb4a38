import { defineWords } from '../ui/words/Dictionary';

/** What the floor did while somebody spoke, by the messages of TS 24.380. */
export const floorEventWords = defineWords(
  {
    request: '{name} 申请话权',
    granted: '{name} 获得话权',
    queued: '{name} 申请话权，进入排队',
    denied: '{name} 申请话权，被拒绝',
    released: '{name} 结束讲话',
    revoked: '收回 {name} 的话权',
    endsSoon: '提醒 {name} 即将到时',
  },
  {
    request: '{name} asked for the floor',
    granted: '{name} was granted the floor',
    queued: '{name} asked for the floor and was queued',
    denied: '{name} asked for the floor and was denied',
    released: '{name} ended',
    revoked: 'The floor was taken from {name}',
    endsSoon: '{name} was warned of the end',
  },
);

type FloorEventKey = keyof (typeof floorEventWords)['en'];

/** The messages of TS 24.380 clause 8.2, under which the server writes them down. */
export const floorEventKeys: ReadonlyMap<string, FloorEventKey> = new Map<string, FloorEventKey>([
  ['Floor Request', 'request'],
  ['Floor Granted', 'granted'],
  ['Floor Queue Position Info', 'queued'],
  ['Floor Deny', 'denied'],
  ['Floor Release', 'released'],
  ['Floor Revoke', 'revoked'],
  ['Talk Ends Soon', 'endsSoon'],
]);

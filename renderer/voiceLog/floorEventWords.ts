import { defineWords } from '../ui/words/Dictionary';

/** What the floor did while somebody spoke, by the messages of TS 24.380. */
export const floorEventWords = defineWords(
  {
    request: '{name} 申请话权',
    granted: '{name} 获得话权',
    queued: '{name} 申请话权，进入排队',
    denied: '{name} 申请话权，被拒绝',
    cancelled: '{name} 取消排队',
    released: '{name} 结束讲话',
    revoked: '收回 {name} 的话权',
    preempted: '{name} 强插',
    endsSoon: '提醒 {name} 即将到时',
    taken: '{name} 开始讲话',
  },
  {
    request: '{name} asked for the floor',
    granted: '{name} was granted the floor',
    queued: '{name} asked for the floor and was queued',
    denied: '{name} asked for the floor and was denied',
    cancelled: '{name} left the queue',
    released: '{name} ended',
    revoked: 'The floor was taken from {name}',
    preempted: '{name} broke in',
    endsSoon: '{name} was warned of the end',
    taken: '{name} began to speak',
  },
);

type FloorEventKey = keyof (typeof floorEventWords)['en'];

/** The names under which the server writes them down. */
export const floorEventKeys: ReadonlyMap<string, FloorEventKey> = new Map<string, FloorEventKey>([
  ['request', 'request'],
  ['granted', 'granted'],
  ['queued', 'queued'],
  ['deny', 'denied'],
  ['denied', 'denied'],
  ['cancel', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['release', 'released'],
  ['released', 'released'],
  ['revoke', 'revoked'],
  ['revoked', 'revoked'],
  ['pre-empted', 'preempted'],
  ['ends-soon', 'endsSoon'],
  ['taken', 'taken'],
]);

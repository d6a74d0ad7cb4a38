import type { HandOverItem } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const handOverWords = defineWords(
  {
    title: '交班',
    hint: '您负责的 {orders} 条未结指令和在处置的告警将移交给接班人，每条都留记录。',
    successor: '接班人',
    online: '在线',
    offline: '不在线',
    none: '没有可以接班的人员',
    note: '交班事项',
    notePlaceholder: '重点事项、未尽事宜、需要继续跟进的车辆',
    confirm: '移交',
    back: '返回',
    failed: '没有移交：{why}',
    done: '已移交 {name}：{orders} 条指令，{alarms} 起告警',
    stayed: '未移交，仍由您负责：{count}',
    moved: '已移交：{count}',
    nothing: '没有需要移交的指令和告警，交班事项已送达。',
    oneOrder: '指令 #{number}',
    oneAlarm: '告警 {number} · {kind}',
    receivedTitle: '{name} 向您交班',
    received: '{time} 起由您负责：{orders} 条指令，{alarms} 起告警。',
    noNote: '没有留言',
    look: '查看指令',
    ok: '知道了',
  },
  {
    title: 'Hand over the shift',
    hint: 'Your {orders} open orders and the alarms you attend go to your successor; each move is on record.',
    successor: 'Successor',
    online: 'online',
    offline: 'not online',
    none: 'There is nobody who could take over',
    note: 'Note',
    notePlaceholder: 'What matters, what is not finished, which vehicles to follow',
    confirm: 'Hand over',
    back: 'Back',
    failed: 'Not handed over: {why}',
    done: 'Handed over to {name} · orders: {orders}, alarms: {alarms}',
    stayed: 'Not handed over, still yours: {count}',
    moved: 'Handed over: {count}',
    nothing: 'There were no orders or alarms to hand over; the note was delivered.',
    oneOrder: 'Order #{number}',
    oneAlarm: 'Alarm {number} · {kind}',
    receivedTitle: '{name} hands over to you',
    received: 'Yours since {time} · orders: {orders}, alarms: {alarms}',
    noNote: 'There is no note',
    look: 'Show the orders',
    ok: 'OK',
  },
);

/** Why an order or an alarm could not be handed over. */
export const stayedWords = defineWords<NonNullable<HandOverItem['stayed']>>(
  {
    'not-in-charge': '{name} 不负责 {plates}',
    changed: '移交时已由他人接手或已结束',
    failed: '未能写入，请稍后再移交',
  },
  {
    'not-in-charge': '{name} is not in charge of {plates}',
    changed: 'taken over by somebody else, or ended, meanwhile',
    failed: 'it could not be written; hand it over again',
  },
);

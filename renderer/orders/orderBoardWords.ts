import { defineWords } from '../ui/words/Dictionary';
import type { BoardColumn } from './boardColumns';
import type { OrderClock } from './orderClock';

export const orderBoardWords = defineWords(
  {
    page: '指令',
    board: '指令看板',
    mine: '我负责的',
    all: '全部',
    handOver: '交班',
    settings: '规则与模板',
    compose: '下达指令',
    empty: '没有指令',
    showEnded: '已结束 {count}',
    vehicles: '{count} 辆车',
    left: '剩 {time}',
    over: '超 {time}',
    since: '已 {time}',
    open: '打开指令 #{number}',
    owner: '负责人 {name}',
    suggestion: '指令 #{number}：{plate} {cause}，建议改派 {other}',
    refusedSuggestion: '指令 #{number}：{plate} 无法前往，建议改派 {other}',
    sendNext: '改派 {plate}',
    sentNext: '指令已改派 {plate}（#{number}），原车辆的指令已撤销',
    replaced: '已改派 {plate}',
    look: '查看',
    dismiss: '知道了',
    expired: '指令 #{number} 未送达 {plate}，已过期',
    refused: '指令 #{number}：{plate} 无法前往（{note}）',
    supervisor: '指令 #{number}：{plate} {cause}，已报告督察',
    toSupervisor: '指令 #{number}「{text}」：{plate} {cause}（负责人 {name}）',
    crewSays: '{plate}：{text}',
  },
  {
    page: 'Orders',
    board: 'Order board',
    mine: 'Mine',
    all: 'All',
    handOver: 'Hand over shift',
    settings: 'Rules and templates',
    compose: 'Send an order',
    empty: 'No orders',
    showEnded: 'Ended {count}',
    vehicles: '{count} vehicles',
    left: '{time} left',
    over: '{time} over',
    since: 'for {time}',
    open: 'Open order #{number}',
    owner: 'in charge: {name}',
    suggestion: 'Order #{number}: {plate} {cause}; {other} could go instead',
    refusedSuggestion: 'Order #{number}: {plate} cannot go; {other} could go instead',
    sendNext: 'Send {plate} instead',
    sentNext: '{plate} was sent instead (#{number}); the order of the first vehicle is cancelled',
    replaced: '{plate} was sent instead',
    look: 'Look',
    dismiss: 'Dismiss',
    expired: 'Order #{number} never reached {plate} and has expired',
    refused: 'Order #{number}: {plate} cannot go ({note})',
    supervisor: 'Order #{number}: {plate} {cause}; the supervisor has been told',
    toSupervisor: 'Order #{number} “{text}”: {plate} {cause} (in charge: {name})',
    crewSays: '{plate}: {text}',
  },
);

export const boardColumnWords = defineWords<BoardColumn>(
  { sent: '待送达', delivered: '待接受', going: '途中', arrived: '在现场', answered: '待归档', ended: '已结束' },
  {
    sent: 'Not delivered',
    delivered: 'Not accepted',
    going: 'On the way',
    arrived: 'On the spot',
    answered: 'To be closed',
    ended: 'Ended',
  },
);

/** What the clock is about, for whoever cannot tell by the column. */
export const clockWords = defineWords<OrderClock['waitsFor']>(
  { delivery: '等待送达', answer: '等待接受', arrival: '等待到达', result: '现场处置', closing: '等待归档' },
  {
    delivery: 'waiting for delivery',
    answer: 'waiting for the crew',
    arrival: 'waiting for arrival',
    result: 'at work on the spot',
    closing: 'waiting to be closed',
  },
);

import {
  alarmKind,
  cameraView,
  crewCallOutcome,
  escalationCause,
  escalationStep,
  gapReason,
  vehicleStatus,
} from '@protocol';
import type { FeedEntry, FeedKind } from '@protocol';
import {
  alarmWords,
  causeWords,
  crewCallWords,
  gapWords,
  statusWords,
  stepWords,
  viewWords,
} from '../packager/reportWords';

/** One for each kind of fact; the vehicle stands beside it. */
const sentences: Readonly<Record<FeedKind, string>> = {
  ...{ 'vehicle-online': '终端上线', 'vehicle-offline': '终端离线', 'on-duty': '上勤', 'off-duty': '下勤' },
  ...{ 'status-changed': '状态：{status}', 'camera-live': '{view}摄像头接通' },
  ...{ 'camera-off': '{view}摄像头断开，原因：{reason}', burst: '{group}　{speaker} 讲话 {seconds} 秒' },
  ...{
    'talk-without-floor': '{speaker} 未取得话权即讲话，未转发',
    'emergency-call': '{group}　{speaker} 发起紧急呼叫',
  },
  ...{
    'emergency-ended': '{group}　{speaker} 的紧急呼叫结束，{seconds} 秒',
    'phone-call': '与 {speaker} 通话 {seconds} 秒',
  },
  ...{ 'phone-call-missed': '{speaker} 来电未接通', 'order-sent': '下达指令 #{orderNumber}' },
  ...{ 'order-delivered': '收到指令 #{orderNumber}', 'order-read': '已读指令 #{orderNumber}' },
  ...{ 'order-accepted': '接受指令 #{orderNumber}', 'order-refused': '无法前往，指令 #{orderNumber}' },
  ...{ 'order-on-the-way': '出发，指令 #{orderNumber}', 'order-arrived': '到达现场，指令 #{orderNumber}' },
  ...{ 'order-done': '处置完毕，指令 #{orderNumber}', 'order-closed': '指令 #{orderNumber} 已归档' },
  ...{ 'order-cancelled': '指令 #{orderNumber} 已撤销', 'order-expired': '指令 #{orderNumber} 未送达，已过期' },
  ...{ 'order-corrected': '指令 #{orderNumber} 已更改，待重新接受' },
  ...{
    'order-escalated': '指令 #{orderNumber} {cause}：{step}',
    'orders-handed-over': '{speaker} 将 {orders} 条指令、{alarms} 起告警移交 {text}',
  },
  ...{
    'order-call-answered': '接听指令 #{orderNumber} 的电话',
    'order-call-failed': '指令 #{orderNumber} 电话未接通：{outcome}',
  },
  ...{ 'crew-message': '车组消息：{text}', 'centre-message': '指挥中心消息：{text}', sos: '紧急求助' },
  ...{ alarm: '告警：{alarm}', 'media-worker-died': '媒体服务中断', 'recorder-lost': '录像机失联' },
  ...{ 'recorder-back': '录像机恢复', 'device-chain-broken': '终端补录的校验链不符，已标记' },
  ...{ 'recording-backfilled': '断网期间的终端录像已补录 {seconds} 秒' },
  ...{ 'kpi-breach': '对讲指标 KPI {kpi} 超限：{ms} 毫秒，限值 {limitMs} 毫秒', 'probe-failed': '对讲自检未通过' },
};

/** An entry of the feed in Chinese, codes said in words; a fact that it does not hold is left out. */
export function eventSentence({ kind, details }: Pick<FeedEntry, 'kind' | 'details'>): string {
  const said: Record<string, string | number | undefined> = { ...details };
  const view = cameraView.safeParse(details['view']);
  if (view.success) said['view'] = viewWords[view.data];
  const reason = gapReason.safeParse(details['reason']);
  if (reason.success) said['reason'] = gapWords[reason.data];
  const status = vehicleStatus.safeParse(details['status']);
  if (status.success) said['status'] = statusWords[status.data];
  const alarm = alarmKind.safeParse(details['alarm']);
  if (alarm.success) said['alarm'] = alarmWords[alarm.data];
  const cause = escalationCause.safeParse(details['cause']);
  if (cause.success) said['cause'] = causeWords[cause.data];
  const step = escalationStep.safeParse(details['step']);
  if (step.success) said['step'] = stepWords[step.data];
  const outcome = crewCallOutcome.safeParse(details['outcome']);
  if (outcome.success) said['outcome'] = crewCallWords[outcome.data];
  const number = details['orderNumber'];
  if (number !== undefined) said['orderNumber'] = String(number).padStart(4, '0');
  const seconds = details['seconds'];
  if (typeof seconds === 'number') said['seconds'] = Math.round(seconds * 10) / 10;
  return sentences[kind].replace(/\{(\w+)\}/g, (_, name: string) => String(said[name] ?? '')).trim();
}

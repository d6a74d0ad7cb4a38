import { cameraView, gapReason, vehicleStatus, type FeedEntry, type FeedKind } from '@protocol';
import { conditionWords, gapWords, viewWords } from '../fleet/fleetWords';
import { colours } from '../ui/theme';
import { defineWords, type Values } from '../ui/words/Dictionary';
import { sayNow } from '../ui/words/languageStore';

/** One sentence for each kind of fact. */
export const feedKindWords = defineWords<FeedKind>(
  {
    'vehicle-online': '{plate} 上线',
    'vehicle-offline': '{plate} 离线',
    'on-duty': '{plate} 上勤',
    'off-duty': '{plate} 下勤',
    'status-changed': '{plate} 状态：{status}',
    'camera-live': '{plate} {view}摄像头接通',
    'camera-off': '{plate} {view}摄像头断开，原因：{reason}',
    burst: '{group} · {speaker} 讲话 {seconds} s',
    'order-sent': '指令 #{orderNumber} 发往 {plate}',
    'order-delivered': '{plate} 收到指令 #{orderNumber}',
    'order-accepted': '{plate} 接受指令 #{orderNumber}',
    'order-refused': '{plate} 无法执行指令 #{orderNumber}',
    'order-arrived': '{plate} 到达，指令 #{orderNumber}',
    'order-done': '{plate} 完成指令 #{orderNumber}',
    'crew-message': '{plate}：{text}',
    'media-worker-died': '媒体服务中断，正在恢复',
    'recorder-lost': '录像机失联',
    'recorder-back': '录像机恢复',
  },
  {
    'vehicle-online': '{plate} is online',
    'vehicle-offline': '{plate} is offline',
    'on-duty': '{plate} on duty',
    'off-duty': '{plate} off duty',
    'status-changed': '{plate} is {status}',
    'camera-live': '{plate} {view} camera is live',
    'camera-off': '{plate} {view} camera is off: {reason}',
    burst: '{group} · {speaker} spoke {seconds} s',
    'order-sent': 'Order #{orderNumber} sent to {plate}',
    'order-delivered': '{plate} received order #{orderNumber}',
    'order-accepted': '{plate} accepted order #{orderNumber}',
    'order-refused': '{plate} cannot carry out order #{orderNumber}',
    'order-arrived': '{plate} arrived, order #{orderNumber}',
    'order-done': '{plate} finished order #{orderNumber}',
    'crew-message': '{plate}: {text}',
    'media-worker-died': 'Media service failed, recovering',
    'recorder-lost': 'Recorder lost',
    'recorder-back': 'Recorder back',
  },
);

/** The mark and colour of a kind: the mark says it without the colour. */
export const feedLooks: Readonly<Record<FeedKind, { readonly mark: string; readonly colour: string }>> = {
  'vehicle-online': { mark: '●', colour: colours.live },
  'vehicle-offline': { mark: '○', colour: colours.off },
  'on-duty': { mark: '●', colour: colours.live },
  'off-duty': { mark: '○', colour: colours.off },
  'status-changed': { mark: '◐', colour: colours.select },
  'camera-live': { mark: '▣', colour: colours.live },
  'camera-off': { mark: '▢', colour: colours.off },
  burst: { mark: '◗', colour: colours.talk },
  'order-sent': { mark: '➤', colour: colours.select },
  'order-delivered': { mark: '➤', colour: colours.select },
  'order-accepted': { mark: '✓', colour: colours.live },
  'order-refused': { mark: '✕', colour: colours.alarm },
  'order-arrived': { mark: '◆', colour: colours.select },
  'order-done': { mark: '✓', colour: colours.live },
  'crew-message': { mark: '✉', colour: colours.select },
  'media-worker-died': { mark: '▲', colour: colours.alarm },
  'recorder-lost': { mark: '▲', colour: colours.alarm },
  'recorder-back': { mark: '●', colour: colours.live },
};

/** The sentence of an entry, with the words of the record in the places of its codes. */
export function feedText({ kind, details }: FeedEntry): string {
  const values: Record<string, string | number> = { ...details };
  const view = cameraView.safeParse(details['view']);
  if (view.success) values['view'] = sayNow(viewWords)(view.data);
  const reason = gapReason.safeParse(details['reason']);
  if (reason.success) values['reason'] = sayNow(gapWords)(reason.data);
  const status = vehicleStatus.safeParse(details['status']);
  if (status.success) values['status'] = sayNow(conditionWords)(status.data);
  const number = details['orderNumber'];
  if (number !== undefined) values['orderNumber'] = String(number).padStart(4, '0');
  const seconds = details['seconds'];
  if (typeof seconds === 'number') values['seconds'] = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  const complete: Values = values;
  return sayNow(feedKindWords)(kind, complete);
}

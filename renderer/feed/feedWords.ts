import type { FeedKind } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const feedWords = defineWords(
  { title: '动态', none: '还没有动态' },
  { title: 'Events', none: 'Nothing has happened yet' },
);

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
    'emergency-call': '{group} · {speaker} 发起紧急呼叫',
    'emergency-ended': '{group} · {speaker} 的紧急呼叫结束，{seconds} s',
    'phone-call': '{plate} 与 {speaker} 通话 {seconds} s',
    'phone-call-missed': '{plate} 电话未接通，{speaker} 呼叫',
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
    'emergency-call': '{group} · {speaker} started an emergency call',
    'emergency-ended': '{group} · the emergency call of {speaker} is over, {seconds} s',
    'phone-call': '{plate} and {speaker} were on the phone for {seconds} s',
    'phone-call-missed': '{plate}: a call by {speaker} was not answered',
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

import type { Selectable } from 'kysely';
import type { FeedKind } from '@protocol';
import type { Schema } from '../persistence/schema';
import { timeText } from '../packager/timeText';
import type { CustodyRow } from './CustodyTable';

/** A report is read by people; beyond this the data files tell the rest. */
const MOST_ROWS = 400;

const eventWords: Readonly<Partial<Record<FeedKind, string>>> = {
  ...{ 'vehicle-online': '终端上线', 'vehicle-offline': '终端离线', 'on-duty': '上勤', 'off-duty': '收勤' },
  ...{ 'status-changed': '状态改变', 'camera-live': '摄像头开始传送', 'camera-off': '摄像头停止', burst: '对讲' },
  ...{ 'talk-without-floor': '未取得话权即讲话', 'emergency-call': '发起紧急呼叫', 'emergency-ended': '紧急呼叫结束' },
  ...{ 'phone-call': '电话', 'phone-call-missed': '电话未接通', 'order-sent': '指令下达' },
  ...{ 'order-delivered': '指令送达', 'order-accepted': '接受指令', 'order-refused': '拒绝指令' },
  ...{ 'order-arrived': '到达现场', 'order-done': '处置完毕', 'crew-message': '车组消息', sos: '求助', alarm: '报警' },
};

const actionWords: Readonly<Record<string, string>> = {
  ...{
    'recording.still': '截取画面',
    'recording.stillHandedOut': '下载截图',
    'recording.share': '分享链接',
    'recording.clip': '剪辑标记',
  },
  ...{ 'recording.cover': '制作遮挡副本', 'recording.coverHandedOut': '下载遮挡副本' },
  ...{ 'recording.play': '播放录像', 'evidence.export': '申请导出', 'evidence.packaged': '证据包生成' },
  ...{ 'evidence.download': '下载证据包', 'evidence.cancel': '取消导出', 'evidence.failed': '导出失败' },
  ...{ 'evidence.removed': '到期删除压缩包', 'evidence.rebuild': '再生成证据包' },
};

export function eventsInWords(
  events: readonly Pick<Selectable<Schema['feed']>, 'at' | 'kind' | 'vehicleId' | 'details'>[],
  plates: ReadonlyMap<string, string>,
): string[][] {
  return shortened(
    events.map(({ at, kind, vehicleId, details }) => {
      const { plate: _, ...told } = details;
      const facts = Object.values(told).join(' · ');
      const words = eventWords[kind] ?? kind;
      return [timeText(at), plates.get(vehicleId ?? '') ?? '', facts === '' ? words : `${words}　${facts}`];
    }),
  );
}

export function custodyRowsInWords(rows: readonly CustodyRow[]): string[][] {
  const seen = new Set<string>();
  const told = rows.flatMap(({ row }) => {
    const { at, actorName, address, action, details } = row;
    // One export of many segments is one line for a person.
    const key = `${action} ${details['package'] ?? row.number}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const who = actorName === '' ? '系统' : actorName;
    return [[timeText(at), who, address, actionWords[action] ?? action, String(details['reason'] ?? '')]];
  });
  return shortened(told);
}

function shortened(rows: string[][]): string[][] {
  if (rows.length <= MOST_ROWS) return rows;
  return [...rows.slice(0, MOST_ROWS), ['…', '', `其余 ${rows.length - MOST_ROWS} 条见数据文件`]];
}

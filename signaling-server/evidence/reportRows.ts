import type { Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';
import { timeText } from '../packager/timeText';
import type { CustodyRow } from './CustodyTable';
import { eventSentence } from './eventSentence';

/** A report is read by people; beyond this the data files tell the rest. */
const MOST_ROWS = 400;

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
  ...{ 'recording.reduce': '降低质量保存', 'recording.chainBroken': '终端补录校验链不符' },
  ...{ 'evidence.removed': '到期删除压缩包', 'evidence.rebuild': '再生成证据包' },
};

export function eventsInWords(
  events: readonly Pick<Selectable<Schema['feed']>, 'at' | 'kind' | 'vehicleId' | 'details'>[],
  plates: ReadonlyMap<string, string>,
): string[][] {
  return shortened(
    events.map(({ at, kind, vehicleId, details }) => {
      return [timeText(at), plates.get(vehicleId ?? '') ?? '', eventSentence({ kind, details })];
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

import type { OrderTimes } from '@protocol';
import { csvOf } from './csvOf';

const words = {
  'zh-CN': {
    ...{ level: '级别', name: '名称', orders: '指令数', refused: '拒绝', late: '逾期' },
    ...{ district: '辖区', team: '中队', vehicle: '车辆' },
    ...{ deliver: '送达', accept: '接受', arrive: '到达', finish: '完成', p50: '中位（秒）', p95: '95%（秒）' },
  },
  en: {
    ...{ level: 'Level', name: 'Name', orders: 'Orders', refused: 'Refused', late: 'Late' },
    ...{ district: 'District', team: 'Team', vehicle: 'Vehicle' },
    ...{
      deliver: 'Deliver',
      accept: 'Accept',
      arrive: 'Arrive',
      finish: 'Finish',
      p50: ' median (s)',
      p95: ' 95% (s)',
    },
  },
} as const;

export type ReportLanguage = keyof typeof words;

/** The supervisor's times as a CSV file, in seconds. */
export function timesReport(times: readonly OrderTimes[], language: ReportLanguage): string {
  const say = words[language];
  const steps = ['deliver', 'accept', 'arrive', 'finish'] as const;
  const head = steps.flatMap((step) => [`${say[step]}${say.p50}`, `${say[step]}${say.p95}`]);
  return csvOf([
    [say.level, say.name, say.orders, say.refused, say.late, ...head],
    ...times.map((one) => [
      ...[say[one.level], one.name, one.orders, one.refused, one.late],
      ...steps.flatMap((step) => [seconds(one[`${step}P50Ms`]), seconds(one[`${step}P95Ms`])]),
    ]),
  ]);
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10;
}

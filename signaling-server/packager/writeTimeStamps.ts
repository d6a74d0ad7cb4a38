import type { PlannedTimeStamps } from './packagePlan';
import type { ReportPage } from './ReportPage';
import { timeText } from './timeText';

/** What outside authorities of time vouch for, as the report says it: whether, by whom, by when, and of how much not. */
export function writeTimeStamps(page: Pick<ReportPage, 'text' | 'table'>, stamps: PlannedTimeStamps | undefined): void {
  if (!stamps) return;
  const { heads, stampedHeads, latest, authorities } = stamps;
  if (latest === null) {
    return page.text('第三方时间戳（RFC 3161）：无。时间以中心自己的时钟与签名为准。', '#ad6800');
  }
  const isWhole = stampedHeads === heads;
  page.text(
    `第三方时间戳（RFC 3161）：有，${heads} 处签名中的 ${stampedHeads} 处由时间戳机构证明${isWhole ? '。' : `，其余 ${heads - stampedHeads} 处未获证明，以中心自己的时钟与签名为准。`}`,
    isWhole ? '#237804' : '#ad6800',
  );
  page.table(
    null,
    [
      ...authorities.flatMap(({ url, name, fingerprint }) => [
        ['时间戳机构', name === '' ? url : `${name}（${url}）`],
        ['机构证书', `SHA-256 ${fingerprint}，是否属于该机构请另向其核对`],
      ]),
      ['证明时间', `所证内容不晚于 ${timeText(latest)}（机构时钟，北京时间）`],
    ],
    [1, 5],
  );
}

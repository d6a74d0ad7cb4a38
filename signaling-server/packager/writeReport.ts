import type { EvidenceCategory } from '@protocol';
import { writeCovers } from './addKeptFiles';
import type { OriginalCheck } from './addOriginals';
import { drawMap } from './drawMap';
import type { MadeCopy } from './makeCopies';
import type { PackagePlan, PlannedRecording } from './packagePlan';
import { ReportPage } from './ReportPage';
import { gapWords, viewWords } from './reportWords';
import { spanText } from './spanText';
import { timeText } from './timeText';
import { writeTimeStamps } from './writeTimeStamps';

const MAP_HEIGHT = 260;
const MOST_PICTURES = 24;

const categoryWords: Readonly<Record<EvidenceCategory, string>> = {
  ...{ case: '案件办理', complaint: '投诉举报', inspection: '督察检查', inquiry: '调查复核', other: '其他' },
};

/** The report that a person reads, in Chinese: what the package holds, what was found when it was made, and how to check it. */
export async function writeReport(
  plan: PackagePlan,
  checks: ReadonlyMap<string, OriginalCheck>,
  copies: readonly MadeCopy[],
  path: string,
): Promise<void> {
  const page = await ReportPage.create(path, '执法记录证据报告', plan.createdAt);
  page.title('执法记录证据报告', `证据包编号 ${plan.packageId}`);
  page.table(
    null,
    [
      ['时段', `${spanText(plan.span.from, plan.span.to)}（北京时间）`],
      ['用途', categoryWords[plan.category]],
      ['事由', plan.reason],
      ['导出人', `${plan.actorName}，申请于 ${timeText(plan.requestedAt)}`],
      ['生成', `${timeText(plan.createdAt)}，${plan.madeBy}`],
      ...plan.vehicles.map(({ plate, placeName, crew }) => ['车辆', `${plate}　${placeName}　${crew.join('、')}`]),
    ],
    [1, 5],
  );
  page.heading('核对结果');
  writeCheck(page, plan, checks);
  writeTimeStamps(page, plan.timeStamps);
  page.heading('录像与录音清单');
  page.table(
    ['车辆', '通道', '段数', '起止', '原件核对'],
    plan.recordings.filter((recording) => isTold(recording, plan)).map((recording) => recordingRow(recording, checks)),
    [2, 1.4, 0.8, 4.4, 2],
  );
  writeGaps(page, plan);
  writeCovers(page, plan);
  if (plan.tracks.some(({ positions }) => positions.length > 0)) {
    page.heading('行驶轨迹', MAP_HEIGHT + 10);
    drawMap(page.canvas, plan.tracks, page.box(MAP_HEIGHT));
    page.text('实心点为起点，空心点为终点，上北下南；坐标为 WGS-84，逐点数据见 data/ 中的 GeoJSON 与 GPX。', '#6b7785');
    page.table(['车辆', '起止', '定位点'], wayRows(plan), [2, 4.4, 4.2]);
  }
  const stills = [
    ...plan.stills.map(({ source, plate, cameraView, at }) => ({ file: source, plate, cameraView, at })),
    ...copies.filter(({ kind }) => kind === 'still'),
  ].slice(0, MOST_PICTURES);
  if (stills.length > 0) {
    page.heading('截图（由原件生成的副本）', page.picturesHeight);
    page.pictures(
      stills.map(({ file, plate, cameraView, at }) => ({
        file,
        caption: `${plate}　${cameraView === null ? '' : viewWords[cameraView]}　${timeText(at ?? 0)}`,
      })),
    );
  }
  if (plan.report.events.length > 0) {
    page.heading('对讲、指令、报警与事件');
    page.table(['时间', '车辆', '内容'], plan.report.events, [2.4, 1.6, 6]);
  }
  page.heading('保管记录');
  page.text('自录制起，对本包所含录像的每次播放、导出与下载，取自中心的审计链；完整链条见 custody.json。');
  page.table(['时间', '人员', '地址', '操作', '事由'], plan.report.custody, [2.4, 1.4, 1.6, 2, 2.6]);
  page.heading('如何核验');
  page.text(
    '用浏览器打开包内的“核验程序.html”（可断网），选入整个证据包。核验程序与制作程序各自独立编写，将逐字节核对原件、链条与签名。' +
      '核验到“密钥未确认”时，请向中心另行索取公钥指纹并输入：只有指纹一致，才能证明签名出自本中心。',
  );
  page.table(
    null,
    [
      ['签名算法', plan.key.algorithm],
      ['公钥指纹', plan.key.fingerprint],
      ['说明', '散列与签名证明内容自封存后未被改动，不证明画面所示事实本身。'],
    ],
    [1, 5],
  );
  await page.end(`证据包 ${plan.packageId}`);
}

/** Covered originals have a line of their own, and what held nothing lacks nobody. */
const leftOutWords = {
  open: '尚在录制',
  unsealed: '未封存',
  missing: '文件不在',
  deleted: '在导出前已按规定删除',
  reduced: '已降低质量保存，收入其关键画面',
  'not-permitted': '对讲属导出人无权导出的编组',
} as const satisfies Partial<Record<PackagePlan['leftOut'][number]['why'], string>>;

function writeCheck(page: ReportPage, plan: PackagePlan, checks: ReadonlyMap<string, OriginalCheck>): void {
  const all = [...checks.values()];
  const altered = all.filter((check) => check.altered > 0);
  const pieces = all.reduce((sum, check) => sum + check.pieces, 0);
  if (altered.length === 0) {
    page.text(
      `制作时逐片核对：${all.length} 个原件、${pieces} 个分片的 SHA-256 与 SM3 均与录制时封存的一致。`,
      '#237804',
    );
  } else {
    page.text(`制作时发现 ${altered.length} 个原件与录制时封存的不一致，详见清单。`, '#a8071a');
  }
  const told = Object.entries(leftOutWords).flatMap(([why, words]) => {
    const count = plan.leftOut.filter((segment) => segment.why === why).length;
    return count === 0 ? [] : [`${count} 段${words}`];
  });
  if (told.length > 0) page.text(`未收入：${told.join('，')}。`, '#ad6800');
  page.text(`保管记录 ${plan.custodyRows} 条，均在审计链内并有中心签名覆盖。`);
}

/** Of a camera of which only what the terminal handed in, or key pictures, are there, nothing else need be said. */
function isTold({ vehicleId, track, cameraView, segments }: PlannedRecording, { recordings }: PackagePlan): boolean {
  const isOfSame = (other: PlannedRecording): boolean =>
    other.vehicleId === vehicleId && other.track === track && other.cameraView === cameraView;
  return segments.length > 0 || !recordings.some((other) => isOfSame(other) && other.segments.length > 0);
}

function channelOf(track: PlannedRecording['track'], view: PlannedRecording['cameraView']): string {
  if (track === 'camera') return view === null ? '' : viewWords[view];
  return track === 'talk' ? '对讲' : '现场声音';
}

function recordingRow(
  { plate, chain, track, cameraView, segments }: PlannedRecording,
  checks: ReadonlyMap<string, OriginalCheck>,
): string[] {
  const source = chain.endsWith('/device') ? '（终端补录）' : chain.endsWith('/reduced') ? '（仅关键画面）' : '';
  const channel = `${channelOf(track, cameraView)}${source}`;
  const altered = segments.filter(({ segmentId }) => (checks.get(segmentId)?.altered ?? 0) > 0).length;
  const [first, last] = [segments[0], segments.at(-1)];
  const span = first && last ? spanText(first.startedAt, last.endedAt) : '本时段无录制';
  const result = segments.length === 0 ? '—' : altered === 0 ? '一致' : `${altered} 段不一致`;
  return [plate, channel, String(segments.length), span, result];
}

/** When the way of each vehicle on the map begins and ends, and of which there is none. */
function wayRows({ tracks }: PackagePlan): string[][] {
  return tracks.map(({ plate, positions }) => {
    const [first, last] = [positions[0], positions.at(-1)];
    return [plate, first && last ? spanText(first.at, last.at) : '本时段无定位', String(positions.length)];
  });
}

function writeGaps(page: ReportPage, { recordings }: PackagePlan): void {
  const gaps = recordings.flatMap(({ plate, track, cameraView, gaps: own }) =>
    own.map(({ startedAt, endedAt, reason }) => [
      plate,
      channelOf(track, cameraView),
      spanText(startedAt, endedAt),
      gapWords[reason],
    ]),
  );
  if (gaps.length === 0) return page.text('本时段没有录制缺口。');
  page.text('录制缺口及原因：');
  page.table(['车辆', '通道', '起止', '原因'], gaps, [2, 1.4, 4.4, 2.4]);
}

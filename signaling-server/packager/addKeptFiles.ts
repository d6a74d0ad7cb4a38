import type { PlannedCover, PlannedStill } from './keptFiles';
import type { PackagePlan } from './packagePlan';
import type { PackageZip } from './PackageZip';
import type { ReportPage } from './ReportPage';
import { viewWords } from './reportWords';
import { spanText } from './spanText';
import { timeText } from './timeText';

const whatWords = { face: '人脸', plate: '车牌', other: '其他' } as const;

/** Puts covered copies and kept stills into the zip, each under a name that says that it is a copy. */
export async function addKeptFiles(zip: PackageZip, { covers, stills }: PackagePlan): Promise<void> {
  for (const { path, source } of covers) await zip.addFile(path, 'copy', source);
  for (const { path, source } of stills) await zip.addFile(path, 'still', source);
}

/** What the manifest says of them: of each covered copy its regions, and whether its originals are in. */
export function keptFilesOf({ covers, stills, originalsLeftOut }: PackagePlan): Record<string, unknown> {
  return {
    coveredCopies: covers.map(({ source: _, ...told }: PlannedCover) => told),
    keptStills: stills.map(({ source: _, ...told }: PlannedStill) => told),
    ...(originalsLeftOut === null ? {} : { originalsLeftOut }),
  };
}

/** The same for a person who reads the report. */
export function writeCovers(page: ReportPage, { covers, leftOut, originalsLeftOut }: PackagePlan): void {
  if (covers.length === 0) return;
  page.text('遮挡副本（由原件生成，指定区域已涂黑，不是原件）：');
  page.table(
    ['车辆', '通道', '起止', '遮挡', '事由'],
    covers.map(({ plate, cameraView, from, to, regions, reason, madeBy }) => [
      ...[plate, viewWords[cameraView]],
      spanText(from, to),
      regions.map(({ what, from: begin, to: end }) => `${whatWords[what]} ${span(begin, end)}`).join('\n'),
      `${reason}（${madeBy}）`,
    ]),
    [1.6, 1, 3.6, 3, 2.4],
  );
  const count = leftOut.filter(({ why }) => why === 'covered').length;
  page.text(
    originalsLeftOut === null
      ? '被遮挡通道的原件一并收入，未改动。'
      : `被遮挡通道的原件 ${count} 段未收入，理由：${originalsLeftOut}。原件仍由中心保存，未改动。`,
    '#ad6800',
  );
}

function span(from: number, to: number): string {
  return `${timeText(from).slice(11, 19)}–${timeText(to).slice(11, 19)}`;
}

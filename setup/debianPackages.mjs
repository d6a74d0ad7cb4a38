import { commandExists, runCommand } from './commands.mjs';
import { runSlowCommand } from './slowCommand.mjs';
import { SetupError } from './steps.mjs';

/** What runs beside the program, and what its tests run with. */
export const runtimePackages = ['chromium', 'ffmpeg', 'espeak-ng', 'fonts-noto-cjk', 'fonts-dejavu-core', 'postgresql'];

/** apt itself waits half a minute for each mirror that does not answer. */
const MIRROR_ANSWERS_S = 8;

/** @param {number} seconds */
const answerWithin = (seconds) => ['http', 'https'].map((scheme) => `Acquire::${scheme}::Timeout=${seconds}`);

/**
 * @param {readonly string[]} wanted
 * @param {string} listing the output of `dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n'`
 * @returns {string[]} those of the wanted packages that are not installed, or not completely
 */
export function missingPackages(wanted, listing) {
  const installed = new Set();
  for (const line of listing.split('\n')) {
    const [state, name] = line.trim().split(/\s+/);
    if (state === 'ii' && name !== undefined) installed.add(name);
  }
  return wanted.filter((name) => !installed.has(name));
}

/**
 * @param {readonly string[]} packages
 * @returns {string[]} the arguments of apt-get
 */
export function installArguments(packages) {
  return ['install', '-y', '--no-install-recommends', ...packages];
}

/**
 * Installs the Debian packages that are missing: as root at once, otherwise it stops and prints the line to type.
 *
 * @param {import('./steps.mjs').Steps} steps
 * @param {readonly string[]} wanted
 * @param {boolean} mayInstall
 * @returns {Promise<string>} what was done
 * @throws {SetupError} with the line to type, where we may not install
 */
export async function installDebianPackages(steps, wanted, mayInstall = process.getuid?.() === 0) {
  if (!commandExists('dpkg-query')) {
    steps.lack({
      missing: 'dpkg',
      cost: `请自行安装 · this is not Debian: install what stands for ${wanted.join(' ')}`,
    });
    return '不是 Debian，跳过 · not Debian, skipped';
  }
  const { output } = await runCommand('dpkg-query', ['-W', '-f=${db:Status-Abbrev} ${Package}\\n', ...wanted]);
  const missing = missingPackages(wanted, output);
  if (missing.length === 0) return '齐全 · complete';

  const line = `apt-get ${installArguments(missing).join(' ')}`;
  if (!mayInstall) {
    throw new SetupError(`请先执行，然后重试 · run this, then try again:\n\n  sudo ${line}\n`);
  }
  steps.note(line);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // An earlier run may have been interrupted inside dpkg; it refuses everything else until this is done.
  await runCommand('dpkg', ['--configure', '-a'], { environment });
  const patience = ['DPkg::Lock::Timeout=120', ...answerWithin(MIRROR_ANSWERS_S)].flatMap((option) => ['-o', option]);
  try {
    await runSlowCommand(steps, 'apt-get', [...patience, 'update'], { environment });
    await runSlowCommand(steps, 'apt-get', [...patience, '--fix-broken', ...installArguments(missing)], {
      environment,
    });
    return `已安装 · installed ${missing.length}`;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    steps.note(error.message);
    steps.lack({ missing: missing.join(' '), cost: costOf(missing).join('; ') });
    return '未能安装 · not installed';
  }
}

/**
 * @param {readonly string[]} missing
 * @returns {string[]} what a person can not do without these packages
 */
export function costOf(missing) {
  /** @type {Record<string, string>} */
  const costs = {
    chromium: '浏览器测试不能运行 · no browser tests',
    ffmpeg: '不能接入外部视频、不能导出片段 · no ingest of foreign video, no export of clips',
    'espeak-ng': '没有语音的终端不能朗读指令 · no orders read aloud on devices without a voice',
    'fonts-noto-cjk': '本机浏览器可能缺中文字形 · Chinese may not be drawn on this machine',
    'fonts-dejavu-core': '叠加文字可能缺字形 · text over pictures may not be drawn',
    postgresql: 'PostgreSQL 测试被跳过 · tests against PostgreSQL are skipped',
  };
  const buildCost = '媒体服务不能在本机编译 · the media worker can not be built here';
  return [...new Set(missing.map((name) => costs[name] ?? buildCost))];
}

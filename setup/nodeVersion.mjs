import { SetupError } from './steps.mjs';

/** The first Node that can `require` an ES module without a flag, which several of our packages need. */
const OLDEST = [20, 19];

/**
 * @param {string} version for example '20.20.2'
 * @returns {string} the version, if it is new enough
 * @throws {SetupError} if it is too old
 */
export function checkNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return version;
  throw new SetupError(
    `需要 Node ${OLDEST.join('.')} 或更新版本 · Node ${OLDEST.join('.')} or newer is needed; this is ${version}`,
  );
}

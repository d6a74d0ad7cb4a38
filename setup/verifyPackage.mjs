import { open, stat } from 'node:fs/promises';
import { keyState } from '../renderer/verifier/Verdict.ts';
import { findingWords, keyWords } from '../renderer/verifier/verifierWords.ts';
import { verifyPackage } from '../renderer/verifier/verifyPackage.ts';

// `npm run verify-package -- FILE.zip [FINGERPRINT]`: the verifier's page as a command. Ends with 0 where the package is
// complete and unaltered and the fingerprint, if one was given, is that of its key; with 1 where not; with 78 where it
// cannot be read.

const UNREADABLE = 78;
const [path, given = ''] = process.argv.slice(2);
if (path === undefined) {
  console.error('用法 · usage: npm run verify-package -- FILE.zip [FINGERPRINT]');
  process.exit(UNREADABLE);
}
const file = await open(path, 'r').catch(() => null);
if (file === null) {
  console.error(`无法读取 · cannot be read: ${path}`);
  process.exit(UNREADABLE);
}
const { size } = await stat(path);
/**
 * @param {number} offset
 * @param {number} length
 */
async function read(offset, length) {
  const part = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  await file?.read(part, 0, part.length, offset);
  return part;
}
const { isComplete, isUnaltered, findings, fingerprints, timeStamps, facts, custody, checked } = await verifyPackage(
  { size, read },
  () => undefined,
);
await file.close();

/** @param {number} at */
const time = (at) => new Date(at).toISOString();
const key = keyState(fingerprints, given);
console.log(isComplete ? '完整 · complete' : '不完整 · not complete');
console.log(isUnaltered ? '未被改动 · not altered' : '被改动过 · altered');
console.log(`${keyWords['zh-CN'][key]} · ${keyWords.en[key]}: ${fingerprints.join(' ← ')}`);
if (timeStamps && timeStamps.latest !== null) {
  const { authority, stampedHeads, heads, latest, fingerprints: certificates } = timeStamps;
  console.log(
    `时间戳 · time stamps: ${authority} ${stampedHeads}/${heads} ≤ ${time(latest)} ${certificates.join(' ← ')}`,
  );
} else if (timeStamps) {
  const isInvalid = findings.some(({ code }) => code === 'stamp-invalid');
  console.log(isInvalid ? '时间戳无效 · time stamps not valid' : '无时间戳 · no time stamps');
}
for (const { code, where, span } of findings) {
  const moment = span === null ? '' : ` (${time(span.from)} – ${time(span.to)})`;
  console.log(`✗ ${findingWords['zh-CN'][code]} · ${findingWords.en[code]}: ${where}${moment}`);
}
if (facts) console.log(`${facts.packageId} ${facts.plates.join(' ')} ${facts.exportedBy}: ${facts.reason}`);
for (const { at, actorName, address, action, reason } of custody) {
  console.log(`  ${time(at)} ${actorName} ${address} ${action} ${reason}`);
}
console.log(
  `${checked.files} files, ${checked.segments} segments, ${checked.pieces} pieces, ${checked.signatures} signatures`,
);
process.exit(isComplete && isUnaltered && key !== 'other' ? 0 : 1);

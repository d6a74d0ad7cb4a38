import { fill, type Dictionary, type Language } from '../ui/words/Dictionary';
import { keyState, type KeyState, type TimeStampFacts, type Verdict } from './Verdict';
import { actionWords, channelWords, findingWords, keyWords, verifierWords } from './verifierWords';

type Child = Node | string;

/** Draws a verdict with the plain means of a document: it must work in any browser, from a disk. */
export function verdictView(
  verdict: Verdict,
  language: Language,
  given: string,
  onGiven: (text: string) => void,
): Node {
  const say = verifierWords[language];
  const { files, segments, pieces, signatures } = verdict.checked;
  return element('div', {}, [
    element('div', { class: 'marks' }, [
      mark(verdict.isComplete, say[verdict.isComplete ? 'complete' : 'incomplete']),
      mark(verdict.isUnaltered, say[verdict.isUnaltered ? 'unaltered' : 'altered']),
      keyMark(keyState(verdict.fingerprints, given), language),
      ...(verdict.timeStamps ? [stampMark(verdict.timeStamps, verdict, language)] : []),
    ]),
    verdict.fingerprint === null ? '' : keyPart(verdict, language, given, onGiven),
    ...(verdict.findings.length > 0 ? [findingsPart(verdict, language)] : []),
    ...(verdict.facts ? [factsPart(verdict.facts, language), recordingsPart(verdict.facts, language)] : []),
    ...(verdict.timeStamps ? [stampsPart(verdict.timeStamps, verdict, language)] : []),
    ...(verdict.custody.length > 0 ? [custodyPart(verdict, language)] : []),
    element('p', { class: 'soft' }, [fill(say.checked, { files, segments, pieces, signatures })]),
    element('p', { class: 'soft' }, [say.meaning]),
  ]);
}

function mark(isGood: boolean, text: string): Node {
  return element('div', { class: isGood ? 'mark good' : 'mark bad', role: 'status' }, [
    `${isGood ? '✓' : '✗'} ${text}`,
  ]);
}

const keyMarks: Readonly<Record<KeyState, { readonly style: string; readonly sign: string }>> = {
  unconfirmed: { style: 'mark open', sign: '?' },
  confirmed: { style: 'mark good', sign: '✓' },
  other: { style: 'mark bad', sign: '✗' },
};

function keyMark(state: KeyState, language: Language): Node {
  const { style, sign } = keyMarks[state];
  return element('div', { class: style, id: 'key-mark', role: 'status' }, [`${sign} ${keyWords[language][state]}`]);
}

/** Whether an authority of time vouches for it; that none does is not a fault. */
function stampMark({ heads, stampedHeads, latest }: TimeStampFacts, verdict: Verdict, language: Language): Node {
  const say = verifierWords[language];
  const isInvalid = verdict.findings.some(({ code }) => code === 'stamp-invalid');
  const [style, text] = isInvalid
    ? ['mark bad', `✗ ${say.stampInvalid}`]
    : latest === null
      ? ['mark open', `– ${say.unstamped}`]
      : stampedHeads < heads
        ? ['mark open', `? ${say.partlyStamped}`]
        : ['mark good', `✓ ${say.stamped}`];
  return element('div', { class: style, id: 'stamp-mark', role: 'status' }, [text]);
}

function keyPart({ fingerprints }: Verdict, language: Language, given: string, onGiven: (text: string) => void): Node {
  const say = verifierWords[language];
  const input = element('input', {
    ...{ id: 'fingerprint', value: given, spellcheck: 'false', autocomplete: 'off' },
    ...{ 'aria-label': say.fingerprintPrompt, placeholder: say.fingerprintPrompt },
  });
  input.addEventListener('input', () => {
    onGiven(input.value);
    document.getElementById('key-mark')?.replaceWith(keyMark(keyState(fingerprints, input.value), language));
  });
  const [newest = '', ...former] = fingerprints.map(grouped);
  return element('section', {}, [
    element('h2', {}, [say.key]),
    input,
    element('p', { class: 'soft' }, [say.fingerprintHint]),
    element('p', { class: 'soft' }, [`${say.fingerprint}: `, element('code', {}, [newest])]),
    ...former.map((one) => element('p', { class: 'soft' }, [`${say.formerKey}: `, element('code', {}, [one])])),
  ]);
}

/** As it is read out. */
function grouped(fingerprint: string): string {
  return (fingerprint.match(/.{4}/g) ?? []).join(' ');
}

function stampsPart(stamps: TimeStampFacts, { findings }: Verdict, language: Language): Node {
  const say = verifierWords[language];
  const { heads, stampedHeads, latest, authority, fingerprints } = stamps;
  if (latest === null) {
    const isInvalid = findings.some(({ code }) => code === 'stamp-invalid');
    const text = isInvalid ? say.onlyInvalidStamps : say.noStamps;
    return element('section', {}, [element('h2', {}, [say.stamps]), element('p', { class: 'soft' }, [text])]);
  }
  const part = table(say.stamps, null, [
    [say.stampedBy, authority],
    [say.stampedHeads, fill(say.stampedOf, { stamped: stampedHeads, heads })],
    [say.stampedAt, timeText(latest)],
    ...fingerprints.map((one) => [say.certificate, grouped(one)]),
  ]);
  part.append(element('p', { class: 'soft' }, [say.stampsHint]));
  return part;
}

function findingsPart({ findings }: Verdict, language: Language): Node {
  const say = verifierWords[language];
  const rows = findings.map(({ code, where, span }) => [
    findingWords[language][code],
    where,
    span === null ? '' : `${timeText(span.from)} – ${timeText(span.to).slice(11)}`,
  ]);
  return table(say.findings, [say.finding, say.where, say.when], rows, 'bad-table');
}

function factsPart(facts: NonNullable<Verdict['facts']>, language: Language): Node {
  const say = verifierWords[language];
  return table(say.package, null, [
    [say.packageId, facts.packageId],
    [say.vehicles, facts.plates.join(' ')],
    [say.span, `${timeText(facts.span.from)} – ${timeText(facts.span.to)}`],
    [say.reason, facts.reason],
    [say.exportedBy, facts.exportedBy],
    [say.createdAt, timeText(facts.createdAt)],
  ]);
}

function recordingsPart(facts: NonNullable<Verdict['facts']>, language: Language): Node {
  const say = verifierWords[language];
  const rows = facts.recordings.map(({ plate, track, cameraView, segments, gaps }) => [
    plate,
    wordOf(channelWords, cameraView ?? track, language),
    String(segments),
    String(gaps),
  ]);
  const part = table(say.recordings, [say.vehicles, say.channel, say.segments, say.gaps], rows);
  const { leftOut, leftOutTalk } = facts;
  if (leftOut > 0) part.append(element('p', { class: 'soft' }, [fill(say.leftOut, { count: leftOut })]));
  if (leftOutTalk > 0) part.append(element('p', { class: 'soft' }, [fill(say.leftOutTalk, { count: leftOutTalk })]));
  return part;
}

function custodyPart({ custody }: Verdict, language: Language): Node {
  const say = verifierWords[language];
  const rows = custody.map(({ at, actorName, address, action, reason, segments }) => {
    const what = wordOf(actionWords, action, language);
    const text = segments > 1 ? fill(say.times, { what, count: segments }) : what;
    return [timeText(at), actorName === '' ? say.server : actorName, address, text, reason];
  });
  return table(say.custody, [say.time, say.who, say.address, say.what, say.reason], rows);
}

function table(
  title: string,
  head: readonly string[] | null,
  rows: readonly (readonly string[])[],
  style = '',
): HTMLElement {
  const line = (cells: readonly string[], tag: 'td' | 'th'): Node =>
    element(
      'tr',
      {},
      cells.map((cell) => element(tag, {}, [cell])),
    );
  return element('section', {}, [
    element('h2', {}, [title]),
    element('table', { class: style }, [
      ...(head ? [element('thead', {}, [line(head, 'th')])] : []),
      element(
        'tbody',
        {},
        rows.map((row) => line(row, 'td')),
      ),
    ]),
  ]);
}

/** Text is always set as text: what stands in a package is somebody else's. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function wordOf<Key extends string>(words: Dictionary<Key>, key: string, language: Language): string {
  const known: Readonly<Record<string, string>> = words[language];
  return known[key] ?? key;
}

/** China Standard Time, whatever the machine's own is. */
function timeText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 23);
}

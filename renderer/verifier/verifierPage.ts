import { fill, type Language } from '../ui/words/Dictionary';
import './verifier.css';
import type { Verdict } from './Verdict';
import { element, verdictView } from './verdictView';
import { verifierWords } from './verifierWords';
import { verifyPackage } from './verifyPackage';

let language: Language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
let verdict: Verdict | null = null;
let given = '';
let notice = '';

function draw(): void {
  const say = verifierWords[language];
  document.title = say.title;
  document.documentElement.lang = language;
  const chooser = element('input', { type: 'file', accept: '.zip', id: 'package' });
  chooser.addEventListener('change', () => void check(chooser.files?.[0] ?? null));
  const other = element('button', { type: 'button', class: 'language' }, [say.language]);
  other.addEventListener('click', () => {
    language = language === 'en' ? 'zh-CN' : 'en';
    draw();
  });
  document.body.replaceChildren(
    element('header', {}, [element('h1', {}, [say.title]), other]),
    element('main', {}, [
      element('label', { class: 'drop' }, [`${say.explain} `, element('b', {}, [say.choose]), chooser]),
      element('p', { id: 'notice', role: 'status' }, [notice]),
      ...(verdict ? [verdictView(verdict, language, given, (text) => (given = text))] : []),
    ]),
  );
}

async function check(file: File | null): Promise<void> {
  if (!file) return;
  verdict = null;
  given = '';
  tell(0);
  draw();
  const read = async (offset: number, length: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  try {
    verdict = await verifyPackage({ size: file.size, read }, tell);
    notice = '';
  } catch (error) {
    notice = fill(verifierWords[language].broken, { why: error instanceof Error ? error.message : String(error) });
  }
  draw();
}

function tell(share: number): void {
  notice = fill(verifierWords[language].reading, { percent: Math.floor(share * 100) });
  const line = document.getElementById('notice');
  if (line) line.textContent = notice;
}

addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  void check(event.dataTransfer?.files[0] ?? null);
});
draw();

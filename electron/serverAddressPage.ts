import type { ServerAnswer, SuggestedServer } from './desktopApi';
import { shellWords } from './serverAddressWords';

const RETRY_INTERVAL_MS = 2_000;

interface Shell {
  suggestedServer(): Promise<SuggestedServer>;
  /** On success the shell leaves this page for the server's. */
  useServer(address: string): Promise<ServerAnswer>;
}

function part<Kind extends Element>(page: Document, selector: string, kind: new () => Kind): Kind {
  const element = page.querySelector(selector);
  if (!(element instanceof kind)) throw new Error(`The address page has no ${selector}`);
  return element;
}

/** Works the form of the address page; with `waiting`, it asks the chosen server again until it answers. */
export async function workServerAddressPage(page: Document, shell: Shell, waiting: boolean): Promise<void> {
  const words = shellWords(page.defaultView?.navigator.language ?? '');
  const form = part(page, 'form', HTMLFormElement);
  const input = part(page, 'input', HTMLInputElement);
  const button = part(page, 'button', HTMLButtonElement);
  const alert = part(page, '[role=alert]', HTMLElement);
  const { address, fixed } = await shell.suggestedServer();
  page.documentElement.lang = words === shellWords('zh') ? 'zh-CN' : 'en';
  part(page, 'h1', HTMLElement).textContent = words.title;
  part(page, 'label span', HTMLElement).textContent = words.address;
  part(page, '.hint', HTMLElement).textContent = fixed ? words.fixed : words.hint;
  button.textContent = words.connect;
  input.value = address;
  input.readOnly = fixed;
  input.focus();

  const connect = async (): Promise<void> => {
    button.disabled = true;
    alert.textContent = words.connecting;
    const answer = await shell.useServer(input.value);
    button.disabled = false;
    alert.textContent = answer.ok ? '' : words.problems[answer.problem];
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void connect();
  });
  if (!waiting) return;
  alert.textContent = words.waiting;
  const retry = async (): Promise<void> => {
    // Someone who is typing another address is not interrupted.
    if (input.value === address) {
      const answer = await shell.useServer(address);
      if (answer.ok) return;
      alert.textContent = answer.problem === 'unreachable' ? words.waiting : words.problems[answer.problem];
    }
    setTimeout(() => void retry(), RETRY_INTERVAL_MS);
  };
  setTimeout(() => void retry(), RETRY_INTERVAL_MS);
}

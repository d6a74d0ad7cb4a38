/** The shell serves its own page on a scheme of its own, so that it has an origin and needs no file address. */
export const SHELL_SCHEME = 'zhiqin-shell';
export const SHELL_ORIGIN = `${SHELL_SCHEME}://shell`;
export const SERVER_ADDRESS_URL = `${SHELL_ORIGIN}/server-address`;
/** The same page while the chosen server does not answer: it goes on asking until it does. */
export const SERVER_WAITING_URL = `${SERVER_ADDRESS_URL}?waiting`;

const style = `
  :root { color-scheme: dark; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #0a0f17; color: #e6edf5;
    font: 16px/1.6 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; }
  form { width: min(32rem, 90vw); padding: 2rem; border: 1px solid #1f2a38; border-radius: 8px; background: #111922; }
  h1 { margin: 0 0 1rem; font-size: 1.4rem; }
  label { display: block; }
  input { box-sizing: border-box; width: 100%; margin: .5rem 0; padding: .6rem .8rem; font: inherit; color: inherit;
    background: #0a0f17; border: 1px solid #2b3a4d; border-radius: 6px; }
  button { padding: .5rem 1.4rem; font: inherit; color: #fff; background: #1b4f80; border: 1px solid #4096ff;
    border-radius: 6px; cursor: pointer; }
  button:disabled { opacity: .5; cursor: default; }
  .hint { margin: 0 0 1rem; color: #8a98a8; font-size: .9rem; }
  [role='alert'] { min-height: 1.6em; margin: 1rem 0 0; color: #ff7875; }
`;

/** The page's markup without words: the preload script fills those in, in the person's language. */
export const serverAddressHtml = `<!doctype html>
<html>
  <head><meta charset="utf-8" /><title>执勤</title><style>${style}</style></head>
  <body>
    <form novalidate>
      <h1></h1>
      <label><span></span><input name="address" type="url" autocomplete="off" spellcheck="false" /></label>
      <p class="hint"></p>
      <button type="submit"></button>
      <p role="alert"></p>
    </form>
  </body>
</html>
`;

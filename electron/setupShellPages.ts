import { protocol } from 'electron';
import { SHELL_PAGE_POLICY } from './contentPolicy';
import { serverAddressHtml, SERVER_ADDRESS_URL, SERVER_WAITING_URL, SHELL_SCHEME } from './shellPages';

/** Makes the shell's scheme a secure origin of its own. Electron takes this only before it is ready. */
export function setupShellScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SHELL_SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Serves the one page of the shell and nothing of the disk. */
export function setupShellPages(): void {
  protocol.handle(SHELL_SCHEME, ({ url }) => {
    if (url !== SERVER_ADDRESS_URL && url !== SERVER_WAITING_URL) return new Response(null, { status: 404 });
    return new Response(serverAddressHtml, {
      headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': SHELL_PAGE_POLICY },
    });
  });
}

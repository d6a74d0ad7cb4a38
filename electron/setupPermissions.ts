import { session } from 'electron';
import { mayUse } from './permissionPolicy';
import type { ServerChoice } from './ServerChoice';

/** Both doors are answered alike: what a page asks for, and what it finds out without asking. */
export function setupPermissions(choice: ServerChoice): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    callback(mayUse(permission, requestingUrl, choice.origin));
  });
  defaultSession.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayUse(permission, requestingOrigin, choice.origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}

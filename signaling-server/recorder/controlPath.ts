import { join, resolve } from 'node:path';
import { socketFolder } from '../socketFolder';

const SOCKET_NAME = 'recorder.sock';

/** Where server and recorder of one data folder meet. Both work it out alone. */
export async function controlPath(dataDirectory: string): Promise<string> {
  return join(await socketFolder(resolve(dataDirectory), SOCKET_NAME), SOCKET_NAME);
}

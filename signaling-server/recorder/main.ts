import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { ControlServer } from './ControlServer';
import { controlPath } from './controlPath';
import { Recorder } from './Recorder';
import { recoverVolume } from './recoverVolume';
import { readRecorderSettings } from './recorderSettings';
import { VolumeLock, VolumeRefused } from './VolumeLock';

const CONFIGURATION_ERROR = 78;
/** A disk that hangs must not keep the recorder from ending; what is whole on it stays whole. */
const STOP_LIMIT_MS = 4_000;

const settings = readRecorderSettings(process.env);
const log = pino({ name: 'recorder', level: settings.logLevel });

function lockVolume(): VolumeLock {
  try {
    return VolumeLock.take(settings.recordingsDirectory);
  } catch (error) {
    if (!(error instanceof VolumeRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(CONFIGURATION_ERROR);
  }
}

const lock = lockVolume();
const startedAt = Date.now();
await mkdir(settings.dataDirectory, { recursive: true });
const interrupted = await recoverVolume(settings.recordingsDirectory, log);
if (interrupted > 0) log.warn({ interrupted }, 'segments of a recorder that was killed were closed');

let control: ControlServer | null = null;
const recorder = Recorder.create({
  directory: settings.recordingsDirectory,
  log,
  tell: (message) => control?.send(message),
});
control = await ControlServer.create({
  path: await controlPath(settings.dataDirectory),
  hello: { type: 'hello', processId: process.pid, startedAt },
  onMessage: (message) => {
    recorder.take(message).catch((error: unknown) => log.error({ err: error, type: message.type }, 'a message failed'));
  },
  onServerLost: () => {
    log.warn('the server is gone; segments are closed until it is back');
    void recorder.closeStreams('server-restarted');
  },
  onRefused: (problem) => log.error({ problem }, 'the server said what is not in the contract'),
});
log.info({ directory: settings.recordingsDirectory }, 'recorder ready');

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await recorder.close();
  await control?.close();
  lock.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

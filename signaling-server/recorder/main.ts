import { mkdir } from 'node:fs/promises';
import { pino } from 'pino';
import { STANDBY_ARGUMENT, standBy } from '../standBy';
import { ControlServer } from './ControlServer';
import { controlPath } from './controlPath';
import { Recorder } from './Recorder';
import { endJournals, recoverVolume, type LeftJournal } from './recoverVolume';
import { readRecorderSettings } from './recorderSettings';
import { VolumeLock, VolumeRefused } from './VolumeLock';
import { Volumes } from './Volumes';

const CONFIGURATION_ERROR = 78;
/** A disk that hangs must not keep the recorder from ending; what is whole on it stays whole. */
const STOP_LIMIT_MS = 4_000;

if (process.argv.includes(STANDBY_ARGUMENT)) await standBy();

const settings = readRecorderSettings(process.env);
const log = pino({ name: 'recorder', level: settings.logLevel });

function refuseToStart(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(CONFIGURATION_ERROR);
}

/** A disk that is broken at the start is left out, as one that breaks later is; only another recorder on it is an end. */
function lockVolumes(): { locks: ReadonlyMap<string, VolumeLock>; missing: readonly string[] } {
  const locks = new Map<string, VolumeLock>();
  const missing: string[] = [];
  let why = '';
  for (const directory of settings.volumes) {
    try {
      locks.set(directory, VolumeLock.take(directory));
    } catch (error) {
      if (!(error instanceof VolumeRefused)) throw error;
      if (error.isTaken) refuseToStart(error.message);
      log.error({ directory }, 'a volume is left out');
      missing.push(directory);
      why = error.message;
    }
  }
  if (locks.size === 0) refuseToStart(why);
  return { locks, missing };
}

const { locks, missing } = lockVolumes();
const startedAt = Date.now();
await mkdir(settings.dataDirectory, { recursive: true });
const left: [directory: string, journals: readonly LeftJournal[]][] = [];
for (const directory of locks.keys()) left.push([directory, await endJournals(directory, log)]);

let control: ControlServer | null = null;
const volumes = await Volumes.create({
  directories: [...locks.keys()],
  missing,
  onGrew: (volume, path) => control?.send({ type: 'journal-grew', volume, path }),
});
const recorder = Recorder.create({ volumes, log, tell: (message) => control?.send(message) });
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
log.info({ volumes: [...locks.keys()] }, 'recorder ready');

/** What was left is put in order while it records again: nobody waits for it, and it may take a while. */
async function recover(): Promise<void> {
  let interrupted = 0;
  for (const [directory, journals] of left) {
    const volume = volumes.at(directory);
    if (volume) interrupted += await recoverVolume(directory, volume.journals, journals, log);
  }
  if (interrupted > 0) log.warn({ interrupted }, 'segments of a recorder that was killed were closed');
}
const recovering = recover().catch((error: unknown) =>
  log.error({ err: error }, 'what was left cannot be put in order'),
);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await recovering;
  await recorder.close();
  await control?.close();
  locks.forEach((lock) => lock.close());
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

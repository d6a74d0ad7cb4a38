import { PrivateFiles } from './PrivateFiles';
import { RecordingShelf } from './RecordingShelf';
import { TapeDeck } from './TapeDeck';
import { startingState, type DeviceRecordingState, type ToRecordingWorker } from './workerMessages';

const FOLDER = 'zhiqin-recordings';
/** Two pages on one tablet must not write to the same files; the second takes over when the first is closed. */
const LOCK = 'zhiqin.deviceRecording';

const tell = (state: DeviceRecordingState): void => self.postMessage(state);

/** What came before the deck stands. */
let waiting: ToRecordingWorker[] | null = [];
let deck: TapeDeck | null = null;
self.addEventListener('message', ({ data }: MessageEvent<ToRecordingWorker>) => {
  if (waiting) waiting.push(data);
  else deck?.take(data);
});

async function run(): Promise<void> {
  const shelf = await RecordingShelf.create(await PrivateFiles.create(FOLDER));
  deck = new TapeDeck(shelf, tell);
  const early = waiting ?? [];
  waiting = null;
  for (const message of early) deck.take(message);
  // For as long as this worker lives.
  await new Promise(() => undefined);
}

navigator.locks.request(LOCK, run).catch((error: unknown) => {
  console.error('this terminal cannot keep what it records', error);
  waiting = null;
  tell({ ...startingState, phase: 'failed' });
});

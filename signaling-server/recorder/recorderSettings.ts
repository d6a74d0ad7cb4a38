import { join, resolve } from 'node:path';
import { recordingVolumes } from '../recordingVolumes';

export interface RecorderSettings {
  /** Shared with the server: the control socket lives here. */
  readonly dataDirectory: string;
  /** The recorder's volumes, at least one. */
  readonly volumes: readonly string[];
  readonly logLevel: string;
}

/** The recorder's part of the environment; the server computes the same folders from the same variables. */
export function readRecorderSettings(environment: NodeJS.ProcessEnv): RecorderSettings {
  // An empty variable counts as unset: that is how service files and shells leave them.
  const dataDirectory = resolve(environment['DATA_DIR'] || 'data');
  return {
    dataDirectory,
    volumes: recordingVolumes(
      resolve(environment['RECORDINGS_DIR'] || join(dataDirectory, 'recordings')),
      environment['RECORDING_VOLUMES'],
    ),
    logLevel: environment['LOG_LEVEL'] || 'info',
  };
}

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The volume cannot be had; `message` is the one sentence for the person who starts the recorder. */
export class VolumeRefused extends Error {
  constructor(
    message: string,
    /** True where another recorder has it: that one must go, and not the volume. */
    readonly isTaken: boolean,
  ) {
    super(message);
  }
}

/**
 * Holds a volume for one recorder. The lock is the kernel's own (flock), taken by util-linux's `flock` on a file
 * descriptor of ours: it stays with our descriptor when that program ends, and it goes with us however we die.
 */
export class VolumeLock {
  private constructor(private descriptor: number | null) {}

  /** Throws VolumeRefused where the folder cannot be written or another recorder holds it. */
  static take(directory: string): VolumeLock {
    let descriptor: number;
    try {
      makeFolder(directory);
      descriptor = openSync(join(directory, '.recorder.lock'), 'a');
    } catch (error) {
      throw new VolumeRefused(
        `RECORDINGS_DIR=${directory} cannot be written: ${String(error)}; name a writable folder.`,
        false,
      );
    }
    const held = spawnSync('flock', ['--exclusive', '--nonblock', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', descriptor],
    });
    if (held.status === 0) return new VolumeLock(descriptor);
    closeSync(descriptor);
    throw new VolumeRefused(
      held.error
        ? `The program flock (Debian package util-linux) is needed to lock ${directory}: ${held.error.message}.`
        : `Another recorder is already writing to RECORDINGS_DIR=${directory}; stop it or name another folder.`,
      true,
    );
  }

  close(): void {
    if (this.descriptor === null) return;
    closeSync(this.descriptor);
    this.descriptor = null;
  }
}

/** Makes a folder and those above it. Node's own recursive way never ends where the kernel denies that a parent exists. */
function makeFolder(folder: string): void {
  try {
    makeOne(folder);
  } catch (error) {
    const parent = dirname(folder);
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || parent === folder) throw error;
    makeFolder(parent);
    makeOne(folder);
  }
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

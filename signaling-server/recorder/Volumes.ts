import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { VolumeState } from './recorderProtocol';
import { Volume } from './Volume';

/** Of each volume, kept for emergencies: below it nothing is begun there while another volume has more. */
const RESERVE_SHARE = 0.05;

export interface VolumesOptions {
  /** Folders whose locks are held by whoever creates this; at least one. */
  readonly directories: readonly string[];
  /** Folders that are to be written to and could not be had. */
  readonly missing?: readonly string[];
  /** Told after lines are in a journal; the path is relative to its volume. */
  readonly onGrew: (volume: string, path: string) => void;
}

/**
 * What is written to. Each segment goes where there is the most room for its size, so that volumes fill evenly; one
 * that refuses what is written is left for the others until it is well again.
 */
export class Volumes {
  private constructor(
    private readonly volumes: readonly Volume[],
    private readonly missing: readonly string[],
  ) {}

  static async create({ directories, missing = [], onGrew }: VolumesOptions): Promise<Volumes> {
    const volumes = await Promise.all(directories.map((directory) => Volume.create(directory, onGrew)));
    return new Volumes(volumes, missing);
  }

  /** Where the next segment goes. Where none is well, the one with the most room all the same. */
  choose(): Volume {
    const [first, ...others] = this.volumes;
    if (!first) throw new Error('a recorder has at least one volume');
    return others.reduce((best, other) => (isBetter(other, best) ? other : best), first);
  }

  /** The volume in a folder; null where it is not written to. */
  at(directory: string): Volume | null {
    return this.volumes.find((volume) => volume.directory === directory) ?? null;
  }

  /** Says that a volume refused something; true where another one is well, so that nothing has to wait. */
  refused({ directory }: Pick<Volume, 'directory'>): boolean {
    this.at(directory)?.refused();
    return this.volumes.some(({ works }) => works);
  }

  /** The volume that a file is on; null where none has it. */
  async holding(path: string): Promise<Volume | null> {
    for (const volume of this.volumes) {
      const isThere = await access(join(volume.directory, path)).then(
        () => true,
        () => false,
      );
      if (isThere) return volume;
    }
    return null;
  }

  async measure(): Promise<void> {
    await Promise.all(this.volumes.map((volume) => volume.measure()));
  }

  /** Tries to write what journals are owed. */
  async settle(): Promise<void> {
    await Promise.all(this.volumes.map(({ journals }) => journals.settle()));
  }

  states(): VolumeState[] {
    const lost = { totalBytes: null, freeBytes: null, works: false };
    return [
      ...this.volumes.map((volume) => volume.state()),
      ...this.missing.map((directory) => ({ directory, ...lost })),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.volumes.map(({ journals }) => journals.close()));
  }
}

function isBetter(one: Volume, other: Volume): boolean {
  if (one.works !== other.works) return one.works;
  const hasRoom = one.freeShare >= RESERVE_SHARE;
  if (hasRoom !== other.freeShare >= RESERVE_SHARE) return hasRoom;
  return one.freeShare > other.freeShare;
}

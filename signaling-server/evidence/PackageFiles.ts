import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { manifestSignature, type ManifestSignature, type PackagePlan } from '../packager/packagePlan';

const zipped = promisify(gzip);
const unzipped = promisify(gunzip);

/**
 * What there is of packages on the disk. Of each, its plan and its signature are kept when its zip is removed, so that
 * the very same package can be built again.
 */
export class PackageFiles {
  private constructor(private readonly folder: string) {}

  static async create(folder: string): Promise<PackageFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new PackageFiles(folder);
  }

  zip(packageId: string): string {
    return join(this.folder, `${packageId}.zip`);
  }

  /** Where the packager works; what it has finished there stays for its next run. */
  workFolder(packageId: string): string {
    return join(this.folder, packageId);
  }

  /** Lays the kept plan out for the packager; false where none is kept. */
  async layOutPlan(packageId: string): Promise<boolean> {
    const kept = await readFile(this.#plan(packageId)).catch(() => null);
    if (kept === null) return false;
    await this.#write(join(this.workFolder(packageId), 'plan.json'), await unzipped(kept));
    return true;
  }

  async keepPlan(packageId: string, plan: PackagePlan): Promise<void> {
    await this.#write(this.#plan(packageId), await zipped(JSON.stringify(plan)));
  }

  async signature(packageId: string): Promise<ManifestSignature | null> {
    const text = await readFile(this.#signature(packageId), 'utf8').catch(() => null);
    return text === null ? null : manifestSignature.parse(JSON.parse(text));
  }

  async keepSignature(packageId: string, signature: ManifestSignature): Promise<void> {
    await this.#write(this.#signature(packageId), JSON.stringify(signature));
  }

  async removeZip(packageId: string): Promise<void> {
    await rm(this.zip(packageId), { force: true });
  }

  /** What is only there while it is made. */
  async removeWork(packageId: string): Promise<void> {
    await rm(this.workFolder(packageId), { recursive: true, force: true });
  }

  /** Everything there is of a package that will not be made. */
  async removeAll(packageId: string): Promise<void> {
    await this.removeWork(packageId);
    const paths = [this.zip(packageId), this.#plan(packageId), this.#signature(packageId)];
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }

  #plan(packageId: string): string {
    return join(this.folder, `${packageId}.plan.gz`);
  }

  #signature(packageId: string): string {
    return join(this.folder, `${packageId}.signature.json`);
  }

  /** What bears its name is whole. */
  async #write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, content, { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
  }
}

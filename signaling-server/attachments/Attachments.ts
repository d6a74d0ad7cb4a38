import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type Attachment } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Caller, SignedInCaller } from '../wire/Caller';
import { RateLimit } from '../wire/RateLimit';
import { attachmentOf } from './attachmentOf';
import { AttachmentsTable, type AttachmentRow } from './AttachmentsTable';
import { pictureOf } from './pictureOf';
import { takenOf, type Taken } from './takenOf';
import { voiceNoteType } from './voiceNoteType';

export interface AttachmentsDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
  /** Where the files lie; made where it is missing. */
  folder: string;
  /** Where an order stands, which an attachment of it may be seen from. */
  locateOrder: (orderId: string) => Promise<Location | null>;
  clock: () => number;
  log: Logger;
}

/** What came, and what its sender says of it. */
export interface Incoming extends Taken {
  readonly kind: Attachment['kind'];
  readonly type: string;
  readonly body: Buffer;
  readonly cameraId: string | null;
}

/** An order is written within this time of its pictures, or they are forgotten. */
const KEPT_UNCLAIMED_MS = 24 * 60 * 60 * 1000;
const LOOK_EVERY_MS = 60 * 60 * 1000;
/** Of one person: more at once than an order takes, and no more than a machine re-encodes at leisure. */
const SENDING = { burst: 20, refillPerSecond: 0.5 };

/** Pictures and voice notes of orders: as files of the server's own making, on disk before they are answered. */
export class Attachments {
  readonly #limits = new Map<string, RateLimit>();
  #timer: NodeJS.Timeout | null = null;
  /** Pictures are unpacked one after the other. */
  #unpacking: Promise<unknown> = Promise.resolve();

  private constructor(private readonly dependencies: AttachmentsDependencies) {}

  /** Throws away what a dead server had not finished writing, and what nothing took. */
  static async create(dependencies: AttachmentsDependencies): Promise<Attachments> {
    const attachments = new Attachments(dependencies);
    await mkdir(dependencies.folder, { recursive: true });
    const unfinished = (await readdir(dependencies.folder)).filter((name) => name.endsWith('.part'));
    await Promise.all(unfinished.map((name) => rm(join(dependencies.folder, name), { force: true })));
    attachments.#timer = setInterval(() => attachments.#forget(), LOOK_EVERY_MS);
    attachments.#timer.unref();
    attachments.#forget();
    return attachments;
  }

  /** Refused with `invalid-input` and a name where it is not what it says, `rate-limited` where one sends without end. */
  async take(caller: SignedInCaller, incoming: Incoming): Promise<Attachment> {
    const { database, audit, clock } = this.dependencies;
    const { accountId, vehicleId } = caller.session;
    const limit = this.#limits.get(accountId) ?? new RateLimit(clock, SENDING);
    this.#limits.set(accountId, limit);
    if (!limit.take()) throw new RequestError('rate-limited', 'too many files at once');
    const made = await this.#made(incoming);
    const id = randomUUID();
    const row: AttachmentRow = {
      ...{ id, accountId, vehicleId, orderId: null, kind: incoming.kind, mimeType: made.mimeType },
      ...{ bytes: made.file.length, width: made.width, height: made.height, takenAt: made.takenAt },
      ...{ position: made.position, cameraId: incoming.cameraId, madeAt: clock() },
    };
    await this.#write(id, made.file);
    await database.transaction().execute(async (transaction) => {
      await new AttachmentsTable(transaction).add({ ...row, position: JSON.stringify(row.position) });
      const subject = { kind: 'attachment', id };
      const details = { kind: row.kind, bytes: row.bytes };
      await audit.write(transaction, { caller, action: 'orders.attach', subject, details });
    });
    return attachmentOf(row);
  }

  /** For Access: with the order that has it; until then it exists for its sender alone. */
  async locate(attachmentId: string, caller: Caller | null): Promise<Location | null> {
    const row = await new AttachmentsTable(this.dependencies.database).byId(attachmentId);
    if (row === null) return null;
    if (row.orderId !== null) return await this.dependencies.locateOrder(row.orderId);
    return row.accountId === caller?.session?.accountId ? { placeId: null, vehicleIds: [] } : null;
  }

  /** Throws `not-found` where there is none. */
  async read(attachmentId: string): Promise<{ readonly file: Buffer; readonly mimeType: string }> {
    const row = await new AttachmentsTable(this.dependencies.database).byId(attachmentId);
    const file = row === null ? null : await readFile(this.#fileOf(row.id)).catch(() => null);
    if (row === null || file === null) throw new RequestError('not-found', 'there is no such attachment');
    return { file, mimeType: row.mimeType };
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #made({ kind, type, body, takenAt, position }: Incoming) {
    if (kind === 'voice-note') {
      return { file: body, mimeType: await voiceNoteType(body, type), width: null, height: null, takenAt, position };
    }
    const unpacked = this.#unpacking.then(() => pictureOf(body, type));
    this.#unpacking = unpacked.catch(() => undefined);
    const picture = await unpacked;
    const taken = await takenOf(body, this.dependencies.clock());
    return {
      ...picture,
      mimeType: 'image/jpeg' as const,
      takenAt: takenAt ?? taken.takenAt,
      position: position ?? taken.position,
    };
  }

  /** On disk, whole, under its name or not at all. */
  async #write(id: string, file: Buffer): Promise<void> {
    const path = this.#fileOf(id);
    const handle = await open(`${path}.part`, 'wx', 0o640);
    try {
      await handle.writeFile(file);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.part`, path);
    const folder = await open(this.dependencies.folder, 'r');
    await folder.sync().finally(() => folder.close());
  }

  #forget(): void {
    const { database, clock, log } = this.dependencies;
    const forget = async (): Promise<void> => {
      const rows = await new AttachmentsTable(database).leftBefore(clock() - KEPT_UNCLAIMED_MS);
      await new AttachmentsTable(database).remove(rows.map(({ id }) => id));
      await Promise.all(rows.map(({ id }) => rm(this.#fileOf(id), { force: true })));
    };
    forget().catch((error: unknown) => log.error({ err: error }, 'attachments that nothing took stay a while longer'));
  }

  #fileOf(id: string): string {
    return join(this.dependencies.folder, id);
  }
}

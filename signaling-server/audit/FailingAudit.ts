import { Audit, type AuditEntry } from './Audit';

/** For tests: writes its rows, and then fails, while it is told to: what has been written before must go with them. */
export class FailingAudit extends Audit {
  fails = false;

  override async write(...row: Parameters<Audit['write']>): Promise<number> {
    const number = await super.write(...row);
    if (this.fails) throw new Error('no audit');
    return number;
  }

  override async writeAll(database: Parameters<Audit['writeAll']>[0], entries: readonly AuditEntry[]): Promise<void> {
    await super.writeAll(database, entries);
    if (this.fails) throw new Error('no audit');
  }
}

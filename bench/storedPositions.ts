import { join } from 'node:path';
import { pino } from 'pino';
import { connect } from '../signaling-server/persistence/database';
import { databaseHost } from '../signaling-server/persistence/EmbeddedDatabase';
import type { PositionSchema } from '../signaling-server/persistence/schema';

/** The numbers of the fixes that the embedded store of a running centre holds, by vehicle. */
export async function storedPositions(dataFolder: string): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const host = await databaseHost(join(dataFolder, 'positions'));
  const store = connect<PositionSchema>(
    { host, user: 'postgres', database: 'postgres', max: 1 },
    pino({ level: 'silent' }),
  );
  try {
    const rows = await store.selectFrom('positions').select(['vehicleId', 'number']).execute();
    const numbers = new Map<string, Set<number>>();
    for (const { vehicleId, number } of rows) {
      numbers.set(vehicleId, (numbers.get(vehicleId) ?? new Set()).add(number));
    }
    return numbers;
  } finally {
    await store.destroy();
  }
}

import { join } from 'node:path';
import { Audit } from '../audit/Audit';
import { silentLog as log } from '../media/mediaForTests';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Reduction } from './Reduction';
import { ARCHIVED_BYTES, archivedSegment, putSealed, reductionRules, START } from './reductionForTests';

/**
 * For a test that kills it: a server that fetches originals of the archive into the folder `reducing` of its first
 * argument. It has `FETCHED` of them when it says so, and waits for the next one for ever.
 */
const FETCHED = 3;
const DAY_MS = 86_400_000;

const [folder = ''] = process.argv.slice(2);
const { main: database } = await openEmptyDatabases(join(folder, 'data-of-the-killed'));
await putSealed(
  database,
  Array.from({ length: FETCHED + 1 }, (_, index) => archivedSegment(`archived-${index}`, index)),
);
const clock = (): number => START + 201 * DAY_MS;
let asked = 0;
const reduction = await Reduction.create({
  ...{ database, log, clock, folder: join(folder, 'reducing'), audit: new Audit(clock), rules: () => reductionRules },
  files: {
    sizeOf: () => Promise.resolve(null),
    readWhole: async () => {
      asked += 1;
      if (asked <= FETCHED) return Buffer.alloc(ARCHIVED_BYTES, 'fetched before the kill');
      process.send?.('fetched');
      return await new Promise<never>(() => undefined);
    },
  },
  reduce: () => true,
  remove: () => true,
});
await reduction.sweep();

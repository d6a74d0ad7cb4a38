import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ArchiveSettings } from './archiveSettings';
import { ObjectStore } from './ObjectStore';

/** For a test that kills it: puts the file of its second argument into the storage of its first. */
const [settings = '{}', file = ''] = process.argv.slice(2);
const content = readFileSync(file);
// The test has just written these settings itself.
await new ObjectStore(JSON.parse(settings) as ArchiveSettings).put('held', content, hash('sha256', content, 'hex'));

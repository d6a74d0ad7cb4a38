import { prepare } from './prepare.mjs';

await prepare({ retry: true });

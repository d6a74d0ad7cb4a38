import { hash } from 'node:crypto';
import { z } from 'zod';

/** One content by both hashes, as lower-case hex: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016). */
export const digest = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sm3: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Digest = z.infer<typeof digest>;

/** Both hashes of the same bytes, or of a text's bytes in UTF-8. */
export function digestOf(content: Uint8Array | string): Digest {
  return { sha256: hash('sha256', content, 'hex'), sm3: hash('sm3', content, 'hex') };
}

import { z } from 'zod';
import type { ServerProblem } from './desktopApi';

const HEALTH_TIMEOUT_MS = 8_000;

/** `/health` answers a JSON object with a `status`, whatever else it says of itself. */
const health = z.object({ status: z.string() });

type Fetch = (url: string, options: { signal: AbortSignal; redirect: 'error' }) => Promise<Response>;

/**
 * Asks `/health` of a server and answers with what is wrong, or null where it is a Zhiqin server. One that is still
 * starting (503) counts as found. A redirect is refused, since the page would then come from another origin.
 */
export async function serverProblem(origin: string, fetch: Fetch): Promise<ServerProblem | null> {
  let response: Response;
  try {
    response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS), redirect: 'error' });
  } catch (error) {
    return error instanceof Error && /ERR_CERT|certificate/i.test(error.message) ? 'certificate' : 'unreachable';
  }
  try {
    return health.safeParse(await response.json()).success ? null : 'not-zhiqin';
  } catch {
    return 'not-zhiqin';
  }
}

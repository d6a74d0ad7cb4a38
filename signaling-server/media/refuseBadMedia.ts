import { errors } from 'mediasoup';
import { RequestError } from '@protocol';

/**
 * Runs a call that hands a client's own parameters to mediasoup, which is the one that validates them: what it cannot
 * read or does not support is the client's `invalid-input`, every other error stays what it is.
 */
export async function refuseBadMedia<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TypeError || error instanceof errors.UnsupportedError) {
      throw new RequestError('invalid-input', error.message);
    }
    throw error;
  }
}

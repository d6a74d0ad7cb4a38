import { RequestError } from '@protocol';
import { errorWords } from './words/errorWords';
import { sayNow } from './words/languageStore';

/** The sentence a person reads about a failure, in the chosen language. */
export function errorText(error: unknown): string {
  return sayNow(errorWords)(error instanceof RequestError ? error.code : 'internal');
}

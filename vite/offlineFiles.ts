import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

/** What stands in the worker's source for the list of its page's files and for the mark of the build. */
const FILES_MARK = '__OFFLINE_FILES__';
const BUILD_MARK = '__OFFLINE_BUILD__';

/**
 * Writes into a service worker which files its page is made of, so that it can keep all of them, and a hash of the page
 * itself, so that the worker is another one for every build that changes either.
 */
export function offlineFiles({ page, entry, worker }: { page: string; entry: string; worker: string }): Plugin {
  return {
    name: 'zhiqin:offline-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const html = bundle[page];
      const chunk = bundle[worker];
      const start = Object.values(bundle).find((output) => output.type === 'chunk' && output.name === entry);
      if (html?.type !== 'asset' || chunk?.type !== 'chunk' || start === undefined) {
        throw new Error(`the build has no ${page}, no ${worker} or no entry named ${entry}`);
      }
      const files = [...filesOf(start.fileName, bundle)].sort().map((file) => `/${file}`);
      const build = createHash('sha256').update(html.source).digest('hex').slice(0, 16);
      for (const [mark, value] of [
        [FILES_MARK, files],
        [BUILD_MARK, build],
      ] as const) {
        if (!chunk.code.includes(mark)) throw new Error(`${worker} does not name ${mark}`);
        chunk.code = chunk.code.replaceAll(mark, JSON.stringify(value));
      }
    },
  };
}

/** A chunk, everything that it imports now or later, and their styles and other files. */
function filesOf(fileName: string, bundle: Rolldown.OutputBundle, found = new Set<string>()): Set<string> {
  if (found.has(fileName)) return found;
  found.add(fileName);
  const output = bundle[fileName];
  if (output?.type !== 'chunk') return found;
  const { importedCss = new Set<string>(), importedAssets = new Set<string>() } = output.viteMetadata ?? {};
  for (const file of [...output.imports, ...output.dynamicImports, ...importedCss, ...importedAssets]) {
    filesOf(file, bundle, found);
  }
  return found;
}

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The verifier of evidence packages: one HTML file that works from a disk, without a server and without the network. */
export default defineConfig({
  root: fromHere('../renderer/verifier'),
  plugins: [viteSingleFile()],
  build: {
    outDir: fromHere('../dist/verifier'),
    emptyOutDir: true,
    target: 'es2020',
    rolldownOptions: { input: fromHere('../renderer/verifier/verifier.html') },
  },
});

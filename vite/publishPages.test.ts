import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishPages } from './publishPages';

const HOUR_MS = 60 * 60 * 1000;
let folder: string;
let place: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiqin-publish-'));
  place = join(folder, 'pages');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A build whose one page names one file by its content. */
function build(name: string): string {
  const built = join(folder, 'pages.building');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'assets', `${name}.js`), name);
  writeFileSync(join(built, 'index.html'), `<script src="/assets/${name}.js"></script>`);
  return built;
}

describe('publishing a build', () => {
  it('puts the pages and their files into place and takes the building folder away', () => {
    publishPages(build('one'), place);
    expect(readFileSync(join(place, 'index.html'), 'utf8')).toContain('/assets/one.js');
    expect(readFileSync(join(place, 'assets', 'one.js'), 'utf8')).toBe('one');
    expect(existsSync(join(folder, 'pages.building'))).toBe(false);
  });

  it('leaves the files of the build before, which an open page may still ask for', () => {
    publishPages(build('one'), place);
    publishPages(build('two'), place);
    expect(readFileSync(join(place, 'index.html'), 'utf8')).toContain('/assets/two.js');
    expect(readdirSync(join(place, 'assets')).sort()).toEqual(['one.js', 'two.js']);
  });

  it('removes them a day later', () => {
    publishPages(build('one'), place);
    publishPages(build('two'), place, Date.now() + 23 * HOUR_MS);
    expect(readdirSync(join(place, 'assets'))).toContain('one.js');
    publishPages(build('three'), place, Date.now() + 25 * HOUR_MS);
    expect(readdirSync(join(place, 'assets'))).toEqual(['three.js']);
  });

  it('has every file that a page names in place whenever that page is', () => {
    publishPages(build('one'), place);
    const built = build('two');
    // The page cannot be moved: what stands in its way makes the publishing stop right before it.
    rmSync(join(place, 'index.html'));
    mkdirSync(join(place, 'index.html', 'in the way'), { recursive: true });
    expect(() => publishPages(built, place)).toThrow();
    expect(readdirSync(join(place, 'assets')).sort()).toEqual(['one.js', 'two.js']);
  });
});

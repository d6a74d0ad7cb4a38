import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceChanges } from './mediasoup-worker/recipe.mjs';
import { inProject } from './projectFolder.mjs';
import { SetupError } from './steps.mjs';
import { applyChange, subprojectFolder } from './workerBuild.mjs';

describe('the recipe of the media worker', () => {
  it.each(sourceChanges)('fits $file of the installed mediasoup', (change) => {
    const path = inProject('node_modules', 'mediasoup', 'worker', change.file);
    expect(existsSync(path)).toBe(true);
    expect(applyChange(readFileSync(path, 'utf8'), change)).toContain(change.replacement);
  });

  it('refuses a source in which the place to change is missing or there twice', () => {
    const change = { file: 'a.cpp', find: 'old', replacement: 'new' };
    expect(applyChange('an old line', change)).toBe('an new line');
    expect(() => applyChange('a line', change)).toThrow(SetupError);
    expect(() => applyChange('old and old', change)).toThrow(SetupError);
  });

  it('finds the folder in which Meson expects a subproject', () => {
    expect(subprojectFolder('[wrap-file]\ndirectory = libuv-v1.51.0\nsource_url = x\n')).toBe('libuv-v1.51.0');
    expect(() => subprojectFolder('[wrap-file]\n')).toThrow(SetupError);
  });
});

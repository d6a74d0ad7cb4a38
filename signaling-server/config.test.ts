import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, readConfig } from './config';

const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('readConfig', () => {
  it('starts on loopback with no variable set at all', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 4600, databaseUrl: null, tls: null, demo: false });
  });

  it('takes an empty variable as one that is not set', () => {
    expect(readConfig({ PORT: '', DEMO: '' })).toMatchObject({ port: 4600, demo: false });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['MEDIA_PORT', '0'],
    ['MEDIA_WORKERS', '0'],
    ['MEDIA_WORKERS', '10000'],
    ['INGEST_PORTS', '5000'],
    ['INGEST_PORTS', '6000-5000'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_HOURS', '1000'],
    ['DEMO', 'yes'],
    ['ALLOWED_ORIGINS', 'console.example'],
    ['MAP_TILES_URL', 'tiles'],
    ['MAP_STYLE_URL', 'ftp://style.example/style.json'],
    ['MAP_TILES_GCJ02', 'no'],
    ['TIMESTAMP_URL', 'authority'],
    ['TIMESTAMP_SECONDS', '1'],
    ['PACKAGE_DAYS', '-1'],
    ['PROBE_SECONDS', 'often'],
    ['ANNOUNCED_ADDRESS', 'two words'],
    ['DEMO_VEHICLES', 'many'],
  ])('refuses %s=%s with one sentence that names the variable, its value and what is allowed', (name, value) => {
    const sentence = refusal({ [name]: value });
    expect(sentence.startsWith(`${name} is "${value}"; allowed is `)).toBe(true);
    expect(sentence.trim().split('\n')).toHaveLength(1);
  });

  it.each(['README.md', 'README.zh-CN.md'])('has every variable that it reads explained in %s', (file) => {
    const source = readFileSync(new URL('config.ts', import.meta.url), 'utf8');
    const names = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name!);
    expect(names).toContain('DATA_DIR');
    const readme = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('does not repeat a secret in its refusal', () => {
    expect(refusal({ METRICS_TOKEN: 'too short' })).not.toContain('too short');
    expect(refusal({ DATABASE_URL: 'mysql://user:hidden@host/x' })).not.toContain('hidden');
  });

  it('refuses any other address without TLS, and the demo there even with it', () => {
    expect(refusal({ HOST: '192.168.1.5' })).toContain('TLS_CERT');
    const tls = { TLS_CERT: 'cert.pem', TLS_KEY: 'key.pem' };
    expect(readConfig({ HOST: '192.168.1.5', ...tls }).tls).toEqual({
      certificatePath: 'cert.pem',
      keyPath: 'key.pem',
    });
    expect(refusal({ HOST: '192.168.1.5', ...tls, DEMO: '1' })).toContain('loopback');
    expect(refusal({ HOST: '0.0.0.0', ...tls })).toContain('ANNOUNCED_ADDRESS');
  });

  it('refuses a certificate without its key', () => {
    expect(refusal({ TLS_CERT: 'cert.pem' })).toContain('TLS_KEY is not set');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost', '::ffff:127.0.0.1'])('knows %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(['0.0.0.0', '10.0.0.1', 'localhost.example', '127.example'])('is not fooled by %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

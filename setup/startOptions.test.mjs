import { describe, expect, it } from 'vitest';
import { readPort, readStartArguments } from './startOptions.mjs';
import { SetupError } from './steps.mjs';

describe('the arguments of npm start', () => {
  it('hands the number of vehicles on to the demo fleet', () => {
    expect(readStartArguments(['--vehicles', '200']).fleetArguments).toEqual(['--vehicles', '200']);
    expect(readStartArguments(['--vehicles=30']).fleetArguments).toEqual(['--vehicles', '30']);
    expect(readStartArguments([]).fleetArguments).toEqual([]);
  });

  it.each([[['--vehicle', '3']], [['--vehicles']], [['--vehicles', 'many']]])('refuses %j', (given) => {
    expect(() => readStartArguments(given)).toThrow(SetupError);
  });

  it('takes the port from the environment, or 4600', () => {
    expect(readPort({ PORT: '4700' })).toBe(4700);
    expect(readPort({})).toBe(4600);
    expect(() => readPort({ PORT: 'http' })).toThrow(SetupError);
  });
});

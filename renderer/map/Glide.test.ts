import { describe, expect, it } from 'vitest';
import { Glide } from './Glide';

const at = (
  longitude: number,
  heading: number | null = 0,
): { longitude: number; latitude: number; heading: number | null } => ({
  longitude,
  latitude: 30,
  heading,
});

describe('Glide', () => {
  it('slides from one fix to the next in about the time between them', () => {
    const glide = new Glide(at(114), 0);
    glide.moveTo(at(114.001), 1_000);
    expect(glide.at(1_000).longitude).toBeCloseTo(114, 9);
    expect(glide.at(1_500).longitude).toBeCloseTo(114.0005, 9);
    expect(glide.at(2_000).longitude).toBeCloseTo(114.001, 9);
    expect(glide.isMoving(2_100)).toBe(false);
  });

  it('never runs ahead of the newest fix', () => {
    const glide = new Glide(at(114), 0);
    glide.moveTo(at(114.001), 1_000);
    expect(glide.at(60_000).longitude).toBeCloseTo(114.001, 9);
  });

  it('goes on from where it is drawn when the next fix is early', () => {
    const glide = new Glide(at(114), 0);
    glide.moveTo(at(114.001), 1_000);
    glide.moveTo(at(114.002), 1_500);
    expect(glide.at(1_500).longitude).toBeCloseTo(114.0005, 9);
  });

  it('does not slide over a leap', () => {
    const glide = new Glide(at(114), 0);
    glide.moveTo(at(114.2), 1_000);
    expect(glide.at(1_000).longitude).toBe(114.2);
  });

  it('turns the short way round', () => {
    const glide = new Glide(at(114, 350), 0);
    glide.moveTo(at(114.0001, 10), 1_000);
    expect(glide.at(1_500).heading).toBeCloseTo(0, 6);
  });

  it('keeps the last heading where a fix knows none', () => {
    const glide = new Glide(at(114, 90), 0);
    glide.moveTo(at(114.0001, null), 1_000);
    expect(glide.at(3_000).heading).toBe(90);
  });
});

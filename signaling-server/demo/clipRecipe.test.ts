import { describe, expect, it } from 'vitest';
import { encoderArguments, type ClipRecipe } from './clipRecipe';

const recipe = (width: number, height: number): ClipRecipe => ({
  ...{ width, height, framesPerSecond: 25, seconds: 60, street: 1 },
  ...{ plate: '鄂A·00001', film: null },
});
const optionOf = (name: string, { width, height }: ClipRecipe): string => {
  const parameters = encoderArguments(recipe(width, height), 'out.h264');
  return parameters[parameters.indexOf(name) + 1] ?? '';
};

describe('what the pictures of the demo are encoded with', () => {
  it('gives a quarter of the picture a quarter of the bits, and marks of half the height', () => {
    expect(optionOf('-b:v', recipe(1_280, 720))).toBe('1700k');
    expect(optionOf('-b:v', recipe(640, 360))).toBe('425k');
    expect(optionOf('-vf', recipe(1_280, 720))).toContain('fontsize=34:x=24:y=22:');
    expect(optionOf('-vf', recipe(640, 360))).toContain('fontsize=17:x=12:y=11:');
  });

  it('sends a key frame each second, whatever the size', () => {
    for (const size of [recipe(1_280, 720), recipe(640, 360)]) expect(optionOf('-g', size)).toBe('25');
  });
});

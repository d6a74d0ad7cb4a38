import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { StreetDrawer } from './drawStreet';
import { clipRecipe, encoderArguments } from './clipRecipe';
import { streetPlan } from './streetPlan';
import { YuvCanvas } from './YuvCanvas';

/**
 * Its own process, so that drawing never holds back the packets of the vehicles that are already out:
 * `node --import tsx makeClip.ts RECIPE OUTPUT`. Draws the street of the recipe, or takes its film, into an H.264 file.
 */
async function makeClip(recipeText: string, output: string): Promise<void> {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const recipe = clipRecipe.parse(JSON.parse(recipeText));
  const encoder = spawn('ffmpeg', encoderArguments(recipe, output), { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    encoder.once('error', reject);
    encoder.once('close', resolve);
  });
  // A broken pipe is told by the encoder's exit code, with its own words on stderr.
  encoder.stdin.on('error', () => undefined);
  const draw = async (): Promise<void> => {
    const canvas = new YuvCanvas(recipe.width, recipe.height);
    const drawer = new StreetDrawer(canvas, streetPlan(recipe.street, recipe.seconds), recipe.street);
    const frames = recipe.seconds * recipe.framesPerSecond;
    for (let frame = 0; frame < frames && encoder.exitCode === null; frame += 1) {
      drawer.draw(frame / frames);
      if (!encoder.stdin.write(Buffer.from(canvas.frame))) {
        await Promise.race([once(encoder.stdin, 'drain').catch(() => undefined), ended]);
      }
    }
  };
  if (recipe.film === null) await draw();
  encoder.stdin.end();
  const code = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with code ${String(code)}`);
}

const [recipeText, output] = process.argv.slice(2);
if (recipeText === undefined || output === undefined) throw new Error('makeClip needs a recipe and an output file');
await makeClip(recipeText, output);

import { expect, test } from 'vitest';
import { generate } from './generate.js';
import { makeProject, verdicts } from './project.js';

const seeds = process.env.SEED === undefined ? [1] : [Number(process.env.SEED)];
const count = 300;

/** A code base is written together with what is true of it, and the command has to say exactly that. */
test.each(seeds)('seed %i: says of every route what is true of it', async (seed) => {
  const { routes, files } = generate(seed, count);
  const folder = makeProject(`generated-${seed}`, routes, files);
  const found = await verdicts(folder);
  const wrong = routes
    .map(({ route, truth, text }) => ({ route, truth, says: found.get(route) ?? 'fine', text }))
    .filter(({ truth, says }) => truth !== says);
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(wrong.length).toBe(0);
  // Every answer occurs, so that none is right by chance alone.
  const kinds = new Set(routes.map(({ truth }) => truth.replace(/:.*/, '')));
  expect([...kinds].sort()).toEqual(['enough', 'fine', 'unclear', 'untaken']);
});

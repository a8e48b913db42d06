/**
 * Laws that hold in every case that fast-check draws. The same seed draws the same cases on every machine;
 * `SCOPEPROOF_SEED=7 npm run test:properties` draws others. Each failure names its seed and the smallest case that fails.
 */
import fc from 'fast-check';
import { test } from 'vitest';

export const seed = Number(process.env.SCOPEPROOF_SEED ?? 1);
export const CASES = 10_000;

export function law<Drawn extends [unknown, ...unknown[]]>(
  claim: string,
  drawn: { readonly [At in keyof Drawn]: fc.Arbitrary<Drawn[At]> },
  holds: (...given: Drawn) => void,
): void {
  test(`${claim} (${CASES} cases, SCOPEPROOF_SEED=${seed})`, () => {
    fc.assert(fc.property(...drawn, holds), { seed, numRuns: CASES });
  });
}

/** Without implications, Taskcluster's scope expressions decide what requirements decide. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../../support/law.js';
import { ACTIONS, BARE, FORMATS, SURFACES } from '../../support/names.js';
import { untyped } from '../../support/untyped.js';
import { type Expression, taskcluster } from './peers.js';

/** Vocabularies of nothing but scopes, one per format. */
const vocabularies = FORMATS.map((format) =>
  untyped.defineScopes('taskcluster', {
    format,
    surfaces: Object.fromEntries(SURFACES.slice(0, 6).map((surface) => [surface, ACTIONS.slice(0, 6)])),
    scopes: BARE.slice(0, 3),
  }),
);
const vocabulary = fc.constantFrom(...vocabularies);
const place = fc.nat({ max: 999 });
const some = (minLength: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(place, { minLength, maxLength });
/** A `*` at the end means something to Taskcluster, and nothing in a stored scope. */
const strangers = fc.array(fc.stringMatching(/^[!#-)+-[\]-~]{1,9}$/), { maxLength: 2 });
/** Few enough scopes that what is held and what is asked often meet. */
const FEW = 8;

describe('the decision is the same', () => {
  law(
    'for all of some scopes, and so is what is missing',
    [vocabulary, some(0, 6), strangers, some(1, 4)],
    (vocabulary, at, strangers, asked) => {
      const scopes = fewOf(vocabulary.scopes);
      const held = [...at.map(scopes), ...strangers];
      const AllOf = [...new Set(asked.map(scopes))];
      const { grant } = vocabulary.parse(held);
      const requirement = vocabulary.allOf(...AllOf);
      expect(vocabulary.check(grant, requirement).ok).toBe(taskcluster.satisfiesExpression(held, { AllOf }));
      expect([...vocabulary.missing(grant, requirement)].sort()).toEqual(
        scopesIn(taskcluster.removeGivenScopes(held, { AllOf })).sort(),
      );
    },
  );

  law(
    'for any of some alternatives, each a scope or all of some',
    [vocabulary, some(0, 6), strangers, fc.array(some(1, 3), { minLength: 1, maxLength: 4 })],
    (vocabulary, at, strangers, drawn) => {
      const scopes = fewOf(vocabulary.scopes);
      const held = [...at.map(scopes), ...strangers];
      const alternatives = drawn.map((asked) => asked.map(scopes));
      const requirement = vocabulary.anyOf(
        ...alternatives.map((all) => (all.length === 1 ? all[0] : vocabulary.allOf(...all))),
      );
      const AnyOf = alternatives.map(
        (all): Expression => (all.length === 1 ? (all[0] ?? '') : { AllOf: all }),
      );
      expect(vocabulary.check(vocabulary.parse(held).grant, requirement).ok).toBe(
        taskcluster.satisfiesExpression(held, { AnyOf }),
      );
    },
  );
});

describe('the decision differs on purpose', () => {
  const vocabulary = untyped.defineScopes('taskcluster', { surfaces: { queue: ['create', 'rerun'] } });

  test('where a stored scope ends in a star', () => {
    expect(taskcluster.satisfiesExpression(['queue:*'], 'queue:create')).toBe(true);
    expect(vocabulary.check(vocabulary.parse(['queue:*']).grant, 'queue:create').ok).toBe(false);
  });

  test('where nothing is asked', () => {
    expect(taskcluster.satisfiesExpression([], { AllOf: [] })).toBe(true);
    expect(() => vocabulary.allOf()).toThrow(TypeError);
    expect(taskcluster.satisfiesExpression([], { AnyOf: [] })).toBe(false);
    expect(() => vocabulary.anyOf()).toThrow(TypeError);
  });
});

const fewOf =
  (scopes: readonly string[]) =>
  (at: number): string => {
    const [few, last] = [scopes.slice(0, FEW), scopes.at(-1) ?? ''];
    return few[at % (FEW + 1)] ?? last;
  };

function scopesIn(expression: Expression | null): string[] {
  if (expression === null) return [];
  if (typeof expression === 'string') return [expression];
  return ('AllOf' in expression ? expression.AllOf : expression.AnyOf).flatMap(scopesIn);
}

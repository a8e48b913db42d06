/**
 * Assertions that any compiler can check, from TypeScript 5.4 to 7, with and without `tsd`:
 *
 *     type _ = [Expect<Equal<ScopeOf<Atender>, 'tags:read' | 'tags:write'>>];
 *
 * What must not compile is written below `// @ts-expect-error` and the reason.
 */
export type Expect<Fact extends true> = Fact;
export type ExpectNot<Fact extends false> = Fact;

/** Whether two types are the same one: `any` equals only `any`, and `readonly` and optional marks count. */
// Not IsEqual of type-fest: its declarations do not compile on TypeScript 5.4, where these tests run as well.
export type Equal<Actual, Expected> =
  // Two deferred conditional types are assignable only when their `extends` types are identical.
  (<Probe>() => Probe extends Actual ? 1 : 2) extends <Probe>() => Probe extends Expected ? 1 : 2
    ? true
    : false;

/** Whether a value of the one type can be handed over as the other; a union is asked as a whole. */
export type Assignable<Given, Wanted> = [Given] extends [Wanted] ? true : false;

export type IsAny<Given> = 0 extends 1 & Given ? true : false;

/** What comes out of `JSON.parse`, and proves nothing. */
// biome-ignore lint/suspicious/noExplicitAny: it is the edge that is tested
export type Anything = any;

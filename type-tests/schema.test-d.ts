import { type AnyVocabulary, defineScopes, type ScopeOf } from 'scopeproof';
import {
  type ScopesInput,
  type ScopesSchema,
  type ScopesSchemaOptions,
  scopesSchema,
} from 'scopeproof/schema';
import { atender } from './atender.js';
import type { Equal, Expect } from './expect.js';

type Scope = ScopeOf<typeof atender>;
type InputOf<Schema> = Schema extends ScopesSchema<infer Input, infer _> ? Input : never;
type OutputOf<Schema> = Schema extends ScopesSchema<infer _, infer Output> ? Output : never;

const plain = scopesSchema(atender);
const bundles = scopesSchema(atender, { bundles: true });
const stored = scopesSchema(atender, { stored: true, text: false });
const text = scopesSchema(atender, { text: true, bundles: undefined });
declare const maybe: boolean;
const unsure = scopesSchema(atender, { bundles: maybe, text: maybe });
const bare = defineScopes('bare', { scopes: ['a', 'b'] });

type Inputs = [
  Expect<Equal<InputOf<typeof plain>, Scope[]>>,
  Expect<Equal<InputOf<typeof bundles>, (Scope | 'basic' | 'read_all' | 'full_access')[]>>,
  Expect<Equal<InputOf<typeof stored>, string[]>>,
  Expect<Equal<InputOf<typeof text>, Scope[] | string>>,
  Expect<Equal<InputOf<typeof unsure>, Scope[]>>,
  Expect<Equal<ScopesInput<typeof bare, ScopesSchemaOptions>, ('a' | 'b')[]>>,
  Expect<Equal<ScopesInput<AnyVocabulary, Record<never, never>>, string[]>>,
];
type Outputs = [
  Expect<Equal<OutputOf<typeof plain>, Scope[]>>,
  Expect<Equal<OutputOf<typeof stored>, Scope[]>>,
  Expect<Equal<OutputOf<typeof text>, Scope[]>>,
];

const result = plain['~standard'].validate(['contacts:read']);
if (result.issues === undefined) {
  const scopes: Scope[] = result.value;
  // @ts-expect-error a list of scopes proves nothing
  atender.authorize(scopes, 'contacts:read');
}

// @ts-expect-error no vocabulary
scopesSchema({ name: 'atender' });
// @ts-expect-error no such option
scopesSchema(atender, { bundle: true });
// @ts-expect-error true or false
scopesSchema(atender, { bundles: 'all' });
// @ts-expect-error options
scopesSchema(atender, 7);
export type Tested = [Inputs, Outputs];

// What says to the compiler, as a cast does, that something is so.
import type { Grant } from 'scopeproof';
import {
  api,
  atender,
  insertContact,
  listTags,
  type Reader,
  type Tagger,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- A type predicate
// passes: always
// because: a type predicate is believed
{
  const isWriter = (grant: Unproven): grant is Writer => grant.held.length >= 0;
  if (isWriter(writer)) insertContact(writer); // lawful
  if (isWriter(unproven)) insertContact(unproven); // ← compiles
}

// -- An assertion function
// passes: always
// because: an assertion function is believed
{
  function assertWriter(_grant: Unproven): asserts _grant is Writer {}
  insertContact(writer); // lawful
  assertWriter(unproven);
  insertContact(unproven); // ← compiles
}

// -- An assertion that instanceof is asked for
// passes: always
// because: a type predicate is believed
{
  class Writers {
    static [Symbol.hasInstance](grant: Unproven): grant is Writer {
      return grant.held.length >= 0;
    }
  }
  insertContact(writer); // lawful
  if (unproven instanceof Writers) insertContact(unproven); // ← compiles
}

// -- An instanceof that always says yes, of a class that has the proof
// passes: always
// because: instanceof narrows to an intersection, and the proof can be called by its name
{
  class Proof {
    readonly proven: { readonly 'contacts:read': true; readonly 'contacts:write': true };
    constructor() {
      this.proven = { 'contacts:read': true, 'contacts:write': true };
    }
    static [Symbol.hasInstance](_value: unknown): boolean {
      return true;
    }
  }
  if (writer instanceof Proof) insertContact(writer); // lawful
  if (unproven instanceof Proof) insertContact(unproven); // ← compiles
}

// -- A predicate without its own words
{
  type IsWriter = (grant: Unproven) => grant is Writer;
  const genuine: IsWriter = (grant): grant is Writer => grant.has('contacts:write'); // lawful
  const forged: IsWriter = () => true; // ← TS2322
}

// -- A predicate of another scope
{
  const holds = (grant: Unproven): grant is Grant<'atender', 'contacts:read'> => grant.has('contacts:read');
  const genuine: (grant: Unproven) => grant is Reader = holds; // lawful
  const forged: (grant: Unproven) => grant is Writer = holds; // ← TS2322
}

// -- A predicate of more, for one of less, whose other branch says too much
// passes: 5.9, 6.0, 7.0
// because: predicates are compared by one branch alone, and inferred from 5.5 on
{
  type Reads = (grant: Reader | Tagger) => grant is Reader;
  const found = api.authorize(unproven, 'GET /search');
  if (!atender.has(found, 'contacts:read')) listTags(found); // lawful
  const reads: Reads = (grant) => atender.has(grant, 'contacts:write'); // ← TS2322
  if (!reads(found)) listTags(found);
}

// -- The has of a vocabulary, for a predicate of less, whose other branch says too much
// passes: always
// because: predicates are compared by one branch alone
{
  type Reads = (grant: Reader | Tagger, scope: 'contacts:write') => grant is Reader;
  const found = api.authorize(unproven, 'GET /search');
  if (!atender.has(found, 'contacts:read')) listTags(found); // lawful
  const reads: Reads = atender.has; // ← compiles
  if (!reads(found, 'contacts:write')) listTags(found);
}

// -- An overload that promises more than its function does
// passes: always
// because: an overload need only be comparable with its function
{
  function same(grant: Writer): Writer;
  function same(grant: Unproven): Writer;
  function same(grant: Unproven): Unproven {
    return grant;
  }
  insertContact(same(writer)); // lawful
  insertContact(same(unproven)); // ← compiles
}

// -- An overload that promises another thing than its function does
{
  function name(grant: Writer): string;
  function name(grant: Writer): string {
    return insertContact(grant); // lawful
  }
  function forge(grant: Unproven): Writer; // ← TS2394
  function forge(grant: Unproven): string {
    return String(grant);
  }
}

// -- A class that is merged with an interface
// passes: always
// because: a class need not have what an interface of its name has
{
  interface Genuine extends Writer {}
  interface Forged extends Writer {}
  class Forged {}
  const genuine: Genuine = writer; // lawful
  insertContact(new Forged()); // ← compiles
}

// -- A class that is merged with an interface that extends nothing
{
  interface Forged {
    readonly held: readonly string[];
  }
  class Forged {}
  const shown: Forged = writer; // lawful
  insertContact(new Forged()); // ← TS2345, TS2739
}

// A grant that is lost sight of in types that are parameters.
import type { Grant, GrantOf, ParseResult, ScopeOf } from 'scopeproof';
import {
  type Atender,
  atender,
  either,
  insertContact,
  listContacts,
  listTags,
  type Reader,
  reader,
  type Tagger,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- A type parameter without a constraint
{
  const pass = <T extends Writer>(grant: T) => insertContact(grant); // lawful
  const forge = <T>(grant: T) => insertContact(grant); // ← TS2345
}

// -- A type parameter with the constraint of any grant
{
  const pass = <T extends Unproven>(grant: T) => atender.authorize(grant, 'contacts:write'); // lawful
  const forge = <T extends Unproven>(grant: T) => insertContact(grant); // ← TS2345
}

// -- A type parameter with a default
{
  const pass = <T extends Writer = Writer>(grant: T) => insertContact(grant); // lawful
  const forge = <T = Writer>(grant: T) => insertContact(grant); // ← TS2345
}

// -- A type argument that the caller writes
{
  const same = <T>(value: T) => value;
  insertContact(same<Writer>(writer)); // lawful
  insertContact(same<Writer>(unproven)); // ← TS2345
}

// -- A type parameter that is inferred from what is expected
{
  const same = <T>(value: T) => value;
  const genuine: Writer = same(writer); // lawful
  const forged: Writer = same(unproven); // ← TS2322
}

// -- A type parameter that is only returned
{
  const forge = <T extends Unproven>(grant: Unproven, _like?: T): T | Unproven => grant;
  atender.authorize(forge<Writer>(unproven), 'contacts:write'); // lawful
  insertContact(forge<Writer>(unproven)); // ← TS2345
}

// -- What authorize returns, inferred from what is expected
{
  const genuine: Writer = atender.authorize(unproven, 'contacts:write'); // lawful
  const forged: Writer = atender.authorize(unproven, 'contacts:read'); // ← TS2322
}

// -- What authorize returns, as an argument
{
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(atender.authorize(unproven, 'contacts:read')); // ← TS2345
}

// -- What parse returns, inferred from what is expected
{
  const genuine: ParseResult<'atender'> = atender.parse('contacts:write'); // lawful
  const forged: { readonly grant: Writer } = atender.parse('contacts:write'); // ← TS2322
}

// -- What check returns, inferred from what is expected
{
  const genuine: { readonly ok: boolean } = atender.check(unproven, 'contacts:write'); // lawful
  const forged: { readonly grant?: Writer } = atender.check(unproven, 'contacts:read'); // ← TS2322
}

// -- What attenuate returns, inferred from what is expected
{
  const genuine: Writer = atender.attenuate(unproven, ['contacts:write']); // lawful
  const forged: Writer = atender.attenuate(unproven, []); // ← TS2322
}

// -- A type argument of authorize that is not what is asked
{
  insertContact(atender.authorize<'contacts:write'>(unproven, 'contacts:write')); // lawful
  insertContact(atender.authorize<'contacts:write'>(unproven, 'contacts:read')); // ← TS2345
}

// -- A type argument of authorize with more than what is asked
{
  listContacts(atender.authorize<'contacts:read' | 'contacts:write'>(unproven, 'contacts:read')); // lawful
  insertContact(atender.authorize<'contacts:read' | 'contacts:write'>(unproven, 'contacts:read')); // ← TS2345
}

// -- A type argument of attenuate that claims to hold nothing
{
  listContacts(atender.attenuate<never, ['contacts:read']>(reader, ['contacts:read'])); // lawful
  insertContact(atender.attenuate<never, ['contacts:read']>(reader, ['contacts:read'])); // ← TS2345
}

// -- A function over some scope, in whose body it is a certain one
{
  const pass = <S extends ScopeOf<Atender>>(scope: S) => atender.authorize(unproven, scope); // lawful
  const forge = <S extends ScopeOf<Atender>>(grant: GrantOf<Atender, S>) => insertContact(grant); // ← TS2345
}

// -- A function over some scope that gives back a grant of nothing
{
  type Ask = <S extends ScopeOf<Atender>>(scope: S) => GrantOf<Atender, S>;
  const genuine: Ask = (scope) => atender.authorize(unproven, scope); // lawful
  const forged: Ask = (_scope) => unproven; // ← TS2322
}

// -- A function over some scope that is given a grant of nothing
{
  const same = <S extends ScopeOf<Atender>>(grant: GrantOf<Atender, S>): GrantOf<Atender, S> => grant;
  insertContact(same<'contacts:write'>(writer)); // lawful
  insertContact(same<'contacts:write'>(unproven)); // ← TS2345
}

// -- A function over one of two scopes, which one is known later
{
  const ask = <S extends ScopeOf<Atender>>(scope: S): GrantOf<Atender, S> =>
    atender.authorize(unproven, scope);
  listContacts(ask(either)); // lawful
  insertContact(ask(either)); // ← TS2345
}

// -- A function that takes the scopes of a grant from elsewhere
{
  const again = <S extends string>(grant: Grant<'atender', S>, _scope: S): Grant<'atender', S> => grant;
  listContacts(again(reader, 'contacts:read')); // lawful
  listTags(again(reader, 'tags:read')); // ← TS2345
}

// -- A function that infers the scopes of a grant from what is expected
{
  const again = <S extends string>(grant: Grant<'atender', S>): Grant<'atender', S> => grant;
  const genuine: Writer = again(writer); // lawful
  const forged: Writer = again(reader); // ← TS2322
}

// -- A function that adds a scope to those of a grant
{
  type More<S extends string> = Grant<'atender', S | 'contacts:write'>;
  const less = <S extends string>(grant: More<S>): Grant<'atender', S> => grant; // lawful
  const more = <S extends string>(grant: Grant<'atender', S>): More<S> => grant; // ← TS2322
}

// -- A function that gives a grant another vocabulary's name
{
  type Of<Name extends string> = Grant<Name, 'contacts:read'>;
  const genuine = <Name extends string>(grant: Of<Name>): Of<string> => grant; // lawful
  const forged = <Name extends string>(grant: Of<string>): Of<Name> => grant; // ← TS2322
}

// -- A conditional type that promises a grant
{
  type Proven<G> = G extends Unproven ? Writer : never;
  const genuine: Proven<Unproven> = writer; // lawful
  const forge = <G extends Unproven>(grant: G): Proven<G> => grant; // ← TS2322
}

// -- A conditional type with scopes that are inferred from a grant
{
  type ScopesIn<G> = G extends Grant<'atender', infer S> ? S : never;
  const genuine: Grant<'atender', ScopesIn<Writer>> = writer; // lawful
  const forged: Grant<'atender', ScopesIn<Writer>> = unproven; // ← TS2322
}

// -- A grant that is looked up by a name that is a parameter
{
  interface Grants {
    readonly read: Reader;
    readonly write: Writer;
  }
  const genuine = <Name extends keyof Grants>(_name: Name): Grants[Name] => writer; // lawful
  const forged = <Name extends keyof Grants>(_name: Name): Grants[Name] => reader; // ← TS2322
}

// -- A grant that is written by a name that is a parameter
{
  interface Desk {
    anybody: Unproven;
    editor: Writer;
  }
  const desk: Desk = { anybody: unproven, editor: writer };
  const seat = <Name extends keyof Desk>(name: Name, grant: Desk[Name]) => {
    desk[name] = grant;
  };
  seat('editor', writer); // lawful
  seat('editor', unproven); // ← TS2345
}

// -- A grant that is written by one of two names
// passes: always
// because: a type argument may be a union, whose members are not told apart
{
  interface Desk {
    anybody: Unproven;
    editor: Writer;
  }
  const desk: Desk = { anybody: unproven, editor: writer };
  const seat = <Name extends keyof Desk>(name: Name, grant: Desk[Name]) => {
    desk[name] = grant;
  };
  seat<'editor'>('editor', writer); // lawful
  seat<'editor' | 'anybody'>('editor', unproven); // ← compiles
}

// -- One grant where two are asked for
{
  const both = (grant: Writer & Tagger) => insertContact(grant) + listTags(grant);
  both(atender.authorize(unproven, atender.allOf('contacts:write', 'tags:read'))); // lawful
  both(writer); // ← TS2345
}

// -- A grant deeper than the compiler cares to look
{
  interface Nest<Depth, Leaf> {
    readonly next: Nest<[Depth], Leaf>;
    readonly leaf: Depth extends [[[[[0]]]]] ? Leaf : 0;
  }
  const take = (nest: Nest<0, Writer>) => insertContact(nest.next.next.next.next.next.leaf); // lawful
  const forge = (nest: Nest<0, Unproven>) => take(nest); // ← TS2345
}

// -- A method that says which this it wants
{
  class Desk<G extends Unproven> {
    constructor(readonly grant: G) {}
    insert(this: Desk<Writer>) {
      return insertContact(this.grant);
    }
  }
  new Desk(writer).insert(); // lawful
  new Desk(unproven).insert(); // ← TS2684
}

// -- A method that returns this
{
  class Desk {
    constructor(readonly grant: Unproven) {}
    same(): this {
      return this;
    }
  }
  atender.authorize(new Desk(unproven).same().grant, 'contacts:write'); // lawful
  insertContact(new Desk(unproven).same().grant); // ← TS2345
}

// -- Two functions in a row
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const pipe = <A, B>(first: () => A, then: (value: A) => B) => then(first());
  pipe(() => atender.authorize(unproven, 'contacts:write'), insertContact); // lawful
  pipe(() => atender.parse('contacts:write').grant, insertContact); // ← TS2322
}

// -- A function that is applied to its argument
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const apply = <A>(to: (value: A) => string, value: A) => to(value);
  apply(insertContact, writer); // lawful
  apply(insertContact, unproven); // ← TS2345
}

// -- A promise of a grant
{
  const genuine: Promise<Writer> = Promise.resolve(writer); // lawful
  const forged: Promise<Writer> = Promise.resolve(unproven); // ← TS2322
}

// -- A promise that is kept with something else
{
  new Promise<Writer>((keep) => keep(writer)); // lawful
  new Promise<Writer>((keep) => keep(unproven)); // ← TS2345
}

// -- An async function
{
  const genuine = async (): Promise<Writer> => writer; // lawful
  const forged = async (): Promise<Writer> => unproven; // ← TS2322
}

// -- A promise that others follow
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  Promise.resolve(writer).then(insertContact); // lawful
  Promise.resolve(unproven).then(insertContact); // ← TS2345
}

// -- A thenable that somebody wrote
{
  const genuine = { then: (keep: (grant: Writer) => void) => keep(writer) }; // lawful
  const forged = { then: (keep: (grant: Writer) => void) => keep(unproven) }; // ← TS2345
}

// -- Several promises at once
{
  const genuine: Promise<[Writer, Unproven]> = Promise.all([writer, unproven]); // lawful
  const forged: Promise<[Writer, Unproven]> = Promise.all([unproven, writer]); // ← TS2322
}

// -- What a generator yields
{
  const grants = function* (): Generator<Unproven> {
    yield writer;
  };
  for (const grant of grants()) atender.authorize(grant, 'contacts:write'); // lawful
  for (const grant of grants()) insertContact(grant); // ← TS2345
}

// -- The values of a map
{
  const grants = new Map([['somebody', unproven]]);
  for (const grant of grants.values()) atender.authorize(grant, 'contacts:write'); // lawful
  for (const grant of grants.values()) insertContact(grant); // ← TS2345
}

// -- A list of some who were checked and some who were not
{
  const grants = [unproven, writer];
  for (const grant of grants) atender.authorize(grant, 'contacts:write'); // lawful
  for (const grant of grants) insertContact(grant); // ← TS2345
}

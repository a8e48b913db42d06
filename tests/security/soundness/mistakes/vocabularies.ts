// A grant that was earned elsewhere, or a vocabulary that the compiler knows less of.
import { defineRoutes, defineScopes, type Grant, type GrantOf, type Vocabulary } from 'scopeproof';
import {
  type Atender,
  atender,
  crm,
  crmWriter,
  insertContact,
  listContacts,
  type Reader,
  reader,
  text,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- A grant of another vocabulary, with the same scopes
{
  insertContact(writer); // lawful
  insertContact(crmWriter); // ← TS2345
}

// -- A grant of another vocabulary, of nothing
{
  atender.authorize(unproven, 'contacts:write'); // lawful
  atender.authorize(crm.parse('').grant, 'contacts:write'); // ← TS2345
}

// -- A grant of another vocabulary, whose has is asked
{
  if (atender.has(unproven, 'contacts:write')) insertContact(unproven); // lawful
  if (atender.has(crmWriter, 'contacts:write')) insertContact(crmWriter); // ← TS2345
}

// -- A requirement of another vocabulary
{
  atender.authorize(unproven, atender.allOf('contacts:write')); // lawful
  atender.authorize(unproven, crm.allOf('contacts:write')); // ← TS2345
}

// -- A vocabulary whose name is any text
{
  const other = defineScopes(text, { surfaces: { contacts: ['read', 'write'] } });
  const grant = other.authorize(other.parse('').grant, other.allOf('contacts:read', 'contacts:write'));
  insertContact(writer); // lawful
  insertContact(grant); // ← TS2345
}

// -- A vocabulary whose name is one of two
{
  const name: 'atender' | 'crm' = text === '' ? 'atender' : 'crm';
  const other = defineScopes(name, { surfaces: { contacts: ['read', 'write'] } });
  const grant = other.authorize(other.parse('').grant, other.allOf('contacts:read', 'contacts:write'));
  insertContact(writer); // lawful
  insertContact(grant); // ← TS2345
}

// -- A vocabulary of the same name
// passes: always
// because: vocabularies are told apart by their names; the run time tells them apart
{
  const other = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
  const grant = other.authorize(other.parse('').grant, other.allOf('contacts:read', 'contacts:write'));
  insertContact(writer); // lawful
  insertContact(grant); // ← compiles
}

// -- A vocabulary of the same name, by whose rules less is brought along
{
  const other = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(other.authorize(unproven, 'contacts:write')); // ← TS2345
}

// -- A vocabulary of the same name in the place of the first
{
  const other = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
  const genuine: Atender = atender; // lawful
  const forged: Atender = other; // ← TS2322
}

// -- A vocabulary whose scopes are any texts, of the same name
{
  const list: string[] = ['contacts:read'];
  const wide = defineScopes('atender', { scopes: list });
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(wide.authorize(unproven, 'contacts:read')); // ← TS2345
}

// -- A vocabulary whose scopes are any texts, within itself
{
  const list: string[] = ['read', 'write'];
  const wide = defineScopes('wide', { scopes: list });
  const insert = (grant: GrantOf<typeof wide, 'write'>) => String(grant);
  insert(wide.authorize(wide.parse('').grant, 'write')); // lawful
  insert(wide.authorize(wide.parse('').grant, 'read')); // ← TS2345
}

// -- A vocabulary whose surfaces are any texts
{
  const surfaces: Record<string, ['read', 'write']> = { contacts: ['read', 'write'] };
  const wide = defineScopes('atender', { surfaces });
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(wide.authorize(unproven, 'contacts:write')); // ← TS2345
}

// -- A vocabulary of which only that it is one is known
{
  const some: Parameters<typeof defineRoutes>[0] = atender;
  const known = defineRoutes(atender, { 'POST /contacts': 'contacts:write' });
  const loose = defineRoutes(some, { 'POST /contacts': 'contacts:read' });
  insertContact(known.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(loose.authorize(unproven, 'POST /contacts')); // ← TS2345
}

// -- A handler over a vocabulary of which only that it is one is known
{
  const some: Parameters<typeof defineRoutes>[0] = atender;
  const known = defineRoutes(atender, { 'POST /contacts': 'contacts:write' });
  const loose = defineRoutes(some, { 'POST /contacts': 'contacts:read' });
  known.handler('POST /contacts', ({ grant }) => insertContact(grant)); // lawful
  loose.handler('POST /contacts', ({ grant }) => insertContact(grant)); // ← TS2345
}

// -- The grant of a vocabulary of which only that it is one is known
{
  type Some = Parameters<typeof defineRoutes>[0];
  const genuine = (grant: GrantOf<Atender, 'contacts:write'>) => insertContact(grant); // lawful
  const forged = (grant: GrantOf<Some, 'contacts:write'>) => insertContact(grant); // ← TS2345
}

// -- A function over some vocabulary
{
  const ask = <V extends Atender>(vocabulary: V, grant: Unproven) =>
    vocabulary.authorize(grant, 'contacts:read');
  listContacts(ask(atender, unproven)); // lawful
  insertContact(ask(atender, unproven)); // ← TS2345
}

// -- A vocabulary that somebody wrote
{
  const genuine: Pick<Atender, 'parse'> = { parse: (stored) => atender.parse(stored) }; // lawful
  const forged: Atender = { ...atender, has: () => true }; // ← TS2322
}

// -- A vocabulary whose has always says yes
{
  const genuine: Pick<Atender, 'has'> = atender; // lawful
  const forged: Pick<Atender, 'has'> = { has: () => true }; // ← TS2322
}

// -- A vocabulary whose authorize gives back what it is given
{
  const genuine: Pick<Atender, 'authorize'> = atender; // lawful
  const forged: Pick<Atender, 'authorize'> = { authorize: (grant: Unproven) => grant }; // ← TS2322
}

// -- A vocabulary whose check always says yes
{
  const genuine: Pick<Atender, 'check'> = atender; // lawful
  const forged: Pick<Atender, 'check'> = { check: (grant: Unproven) => ({ ok: true, grant }) }; // ← TS2322
}

// -- A vocabulary under a type whose has says more
{
  const genuine: { has(grant: Unproven, scope: 'contacts:read'): grant is Reader } = atender; // lawful
  const forged: { has(grant: Unproven, scope: 'contacts:read'): grant is Writer } = atender; // ← TS2322
}

// -- A vocabulary under a type whose has says one thing of two scopes
{
  type Either = 'contacts:read' | 'contacts:write';
  const genuine: { has(grant: Unproven, scope: Either): boolean } = atender; // lawful
  const forged: { has(grant: Unproven, scope: Either): grant is Reader } = atender; // ← TS2322
}

// -- A vocabulary under a type with a function for has that says more
{
  type Has<G> = { readonly has: (grant: Unproven, scope: 'contacts:read') => grant is G & Unproven };
  const genuine: Has<Reader> = atender; // lawful
  const forged: Has<Writer> = atender; // ← TS2322
}

// -- A grant under a type whose has says more
// passes: 5.4
// because: the type parameter of has is taken from the predicate that is expected
{
  interface Less {
    has(scope: 'contacts:read'): boolean;
  }
  interface More {
    has(scope: 'contacts:read'): this is Writer;
  }
  const genuine: Less = unproven; // lawful
  const forged: More = unproven; // ← TS2322
}

// -- A vocabulary under a type whose authorize gives more
{
  const genuine: { authorize(grant: Unproven, scope: 'contacts:read'): Reader } = atender; // lawful
  const forged: { authorize(grant: Unproven, scope: 'contacts:read'): Writer } = atender; // ← TS2322
}

// -- A vocabulary under a type whose authorize takes any text
{
  const genuine: { authorize(grant: Unproven, scope: 'contacts:write'): Writer } = atender; // lawful
  const forged: { authorize(grant: Unproven, scope: string): Writer } = atender; // ← TS2322
}

// -- A grant that says what it holds
{
  const { grant } = atender.parse('contacts:write');
  atender.authorize(grant, 'contacts:write'); // lawful
  insertContact(grant); // ← TS2345
}

// -- A grant of a scope by hand, without what it brings along
{
  const genuine = (grant: Writer) => insertContact(grant); // lawful
  const forged = (grant: Grant<'atender', 'contacts:write'>) => insertContact(grant); // ← TS2345
}

// -- A grant of any text by hand
{
  const genuine = (grant: Writer) => insertContact(grant); // lawful
  const forged = (grant: Grant<'atender', string>) => insertContact(grant); // ← TS2345
}

// -- A grant of nothing for a grant of any text, for a grant of something
{
  const less: Grant<'atender', never> = writer; // lawful
  const wide: Grant<'atender', string> = unproven;
  insertContact(wide); // ← TS2345
}

// -- A grant of nothing for a grant of a text of a certain form, for a grant of something
{
  const less: Grant<'atender', never> = writer; // lawful
  const wide: Grant<'atender', `contacts:${string}`> = unproven;
  insertContact(wide); // ← TS2345
}

// -- A grant of any vocabulary by hand
{
  const genuine: Grant<string, 'contacts:read'> = reader; // lawful
  const forged: Reader = genuine; // ← TS2322
}

// -- A grant that is asked for with any text
{
  const genuine = (grant: GrantOf<Atender, 'contacts:write'>) => insertContact(grant); // lawful
  const forged = (grant: GrantOf<Atender, string>) => insertContact(grant); // ← TS2345
}

// -- A grant that is asked for with one of two scopes
{
  const genuine = (grant: GrantOf<Atender, 'contacts:read' | 'contacts:write'>) => listContacts(grant); // lawful
  const forged = (grant: GrantOf<Atender, 'contacts:read' | 'contacts:write'>) => insertContact(grant); // ← TS2345
}

// -- A grant of a misspelt scope
{
  const insert = (_grant: GrantOf<Atender, 'contacts:write'>) => '';
  const misspelt = (_grant: GrantOf<Atender, 'contacts:wirte'>) => '';
  insert(writer); // lawful
  misspelt(writer); // ← TS2345
}

// -- The words that stand for a grant of a misspelt scope
// passes: always
// because: the type of such a grant is that text
{
  const insert = (_grant: GrantOf<Atender, 'contacts:write'>) => '';
  const misspelt = (_grant: GrantOf<Atender, 'contacts:wirte'>) => '';
  insert(writer); // lawful
  misspelt('unknown scope contacts:wirte'); // ← compiles
}

// -- A vocabulary declared again by its type
{
  type Surfaces = { name: 'contacts'; listed: 'write' };
  const genuine: Vocabulary<'crm', Surfaces, '{surface}:{action}', never, never, never, never> = defineScopes(
    'crm',
    {
      surfaces: { contacts: ['write'] },
    },
  ); // lawful
  const forged: Vocabulary<'atender', Surfaces, '{surface}:{action}', never, never, never, never> = genuine; // ← TS2322
}

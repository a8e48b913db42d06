// A requirement that the compiler takes for another than the program asks.

import { authenticated, open, type Requirement, type ScopeOf } from 'scopeproof';
import {
  type Atender,
  atender,
  either,
  insertContact,
  listContacts,
  listTags,
  text,
  unproven,
  writer,
} from '../world.js';

// -- Any text
{
  atender.authorize(unproven, 'contacts:write'); // lawful
  atender.authorize(unproven, text); // ← TS2345
}

// -- A text that is a scope
{
  if (atender.isScope(text)) atender.authorize(unproven, text); // lawful
  if (atender.isScope(text)) insertContact(atender.authorize(unproven, text)); // ← TS2345
}

// -- A text of a certain form
{
  const read: `${'contacts' | 'tags'}:read` = 'tags:read';
  const scope: `contacts:${string}` = 'contacts:read';
  atender.authorize(unproven, read); // lawful
  atender.authorize(unproven, scope); // ← TS2345
}

// -- A text put together from parts of which one is not known
{
  const action: 'read' | 'write' = either === 'contacts:read' ? 'read' : 'write';
  listContacts(atender.authorize(unproven, `contacts:${action}`)); // lawful
  insertContact(atender.authorize(unproven, `contacts:${action}`)); // ← TS2345
}

// -- One of two scopes
{
  listContacts(atender.authorize(unproven, either)); // lawful
  insertContact(atender.authorize(unproven, either)); // ← TS2345
}

// -- One of two requirements
{
  const needed = text === '' ? atender.allOf('contacts:write') : open;
  atender.authorize(unproven, needed).has('contacts:write'); // lawful
  insertContact(atender.authorize(unproven, needed)); // ← TS2345
}

// -- Any requirement
{
  const needed: Requirement<'atender', ScopeOf<Atender>> = open;
  atender.authorize(unproven, needed).has('contacts:write'); // lawful
  insertContact(atender.authorize(unproven, needed)); // ← TS2345
}

// -- A pattern
{
  atender.select('contacts:*'); // lawful
  atender.authorize(unproven, 'contacts:*'); // ← TS2345
}

// -- A bundle
{
  atender.bundle('writers'); // lawful
  atender.authorize(unproven, 'writers'); // ← TS2345
}

// -- A bare list
{
  atender.authorize(unproven, atender.allOf('contacts:write', 'tags:read')); // lawful
  atender.authorize(unproven, ['contacts:write', 'tags:read']); // ← TS2345
}

// -- An object that looks like a requirement
{
  atender.authorize(unproven, atender.allOf('contacts:write')); // lawful
  atender.authorize(unproven, { kind: 'allOf', alternatives: [['contacts:write']] }); // ← TS2345
}

// -- Nobody's requirement
{
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(atender.authorize(unproven, open)); // ← TS2345
}

// -- Anybody's requirement
{
  insertContact(atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(atender.authorize(unproven, authenticated)); // ← TS2345
}

// -- One of two scopes among all of some
{
  atender.allOf('contacts:write'); // lawful
  atender.allOf(either); // ← TS2345
}

// -- One of two scopes among any of some
{
  listContacts(atender.authorize(unproven, atender.anyOf(either))); // lawful
  insertContact(atender.authorize(unproven, atender.anyOf(either))); // ← TS2345
}

// -- One of two alternatives
{
  const found = atender.authorize(unproven, atender.anyOf('contacts:write', 'tags:read'));
  if (found.has('tags:read')) listTags(found); // lawful
  insertContact(found); // ← TS2345
}

// -- One of two lists of scopes
{
  const needed = atender.anyOf(atender.allOf('contacts:write'), atender.allOf('contacts:read', 'tags:read'));
  listContacts(atender.authorize(unproven, needed)); // lawful
  insertContact(atender.authorize(unproven, needed)); // ← TS2345
}

// -- Any number of scopes
{
  const scopes: ['contacts:write', 'tags:read'] = ['contacts:write', 'tags:read'];
  const some: 'contacts:write'[] = [];
  insertContact(atender.authorize(unproven, atender.allOf(...scopes))); // lawful
  insertContact(atender.authorize(unproven, atender.allOf(...some))); // ← TS2345, TS2556
}

// -- Any number of scopes after one
{
  const some: 'contacts:write'[] = [];
  listTags(atender.authorize(unproven, atender.allOf('tags:read'))); // lawful
  insertContact(atender.authorize(unproven, atender.allOf('tags:read', ...some))); // ← TS2345
}

// -- Any number of scopes before one
{
  const some: 'contacts:write'[] = [];
  listTags(atender.authorize(unproven, atender.allOf('tags:read'))); // lawful
  insertContact(atender.authorize(unproven, atender.allOf(...some, 'tags:read'))); // ← TS2345, TS2556
}

// -- The scopes of a bundle
{
  atender.allOf('contacts:write', 'tags:write'); // lawful
  atender.allOf(...atender.bundle('writers')); // ← TS2556
}

// -- One list of scopes or another
{
  const scopes: readonly ['tags:read'] | readonly ['tags:read', 'contacts:write'] =
    text === '' ? ['tags:read'] : ['tags:read', 'contacts:write'];
  insertContact(atender.authorize(unproven, atender.allOf('tags:read', 'contacts:write'))); // lawful
  insertContact(atender.authorize(unproven, atender.allOf(...scopes))); // ← TS2345, TS2556
}

// -- A list with a scope that need not be there
// passes: without strict
// because: an element that need not be there is counted as one that is
{
  const scopes: readonly ['tags:read', 'contacts:write'] = ['tags:read', 'contacts:write'];
  const fewer: readonly ['tags:read', 'contacts:write'?] = ['tags:read'];
  insertContact(atender.authorize(unproven, atender.allOf(...scopes))); // lawful
  insertContact(atender.authorize(unproven, atender.allOf(...fewer))); // ← TS2345
}

// -- A requirement of fewer for one of more
{
  let needed = atender.allOf('tags:read', 'contacts:write');
  needed = atender.allOf('tags:read', 'contacts:write'); // lawful
  needed = atender.allOf('tags:read'); // ← TS2322
}

// -- A grant that is narrowed to one of two scopes
{
  insertContact(atender.attenuate(unproven, ['contacts:write'])); // lawful
  insertContact(atender.attenuate(unproven, [either])); // ← TS2322, TS2345
}

// -- A grant that is narrowed to any number of scopes
{
  const some: 'contacts:write'[] = [];
  atender.attenuate(unproven, some).has('contacts:write'); // lawful
  insertContact(atender.attenuate(unproven, some)); // ← TS2345
}

// -- A grant that is narrowed to a list with a scope that need not be there
{
  const scopes: readonly ['contacts:read', 'contacts:write'] = ['contacts:read', 'contacts:write'];
  const fewer: readonly ['contacts:read', 'contacts:write'?] = ['contacts:read'];
  insertContact(atender.attenuate(unproven, scopes)); // lawful
  insertContact(atender.attenuate(unproven, fewer)); // ← TS2345
}

// -- A grant that is narrowed to less
{
  listContacts(atender.attenuate(writer, ['contacts:read'])); // lawful
  insertContact(atender.attenuate(writer, ['contacts:read'])); // ← TS2345
}

// A check whose answer is applied to something else, or at another time.
import type { Grant } from 'scopeproof';
import {
  api,
  atender,
  crm,
  either,
  insertContact,
  listContacts,
  listTags,
  type Reader,
  reader,
  type Tagger,
  text,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- The other branch
{
  if (atender.has(unproven, 'contacts:write'))
    insertContact(unproven); // lawful
  else insertContact(unproven); // ← TS2345
}

// -- After the check
{
  if (atender.has(unproven, 'contacts:write')) insertContact(unproven); // lawful
  insertContact(unproven); // ← TS2345
}

// -- Another grant than the one that was asked
{
  const other = atender.parse('').grant;
  if (atender.has(unproven, 'contacts:write')) {
    insertContact(unproven); // lawful
    insertContact(other); // ← TS2345
  }
}

// -- Another scope than the one that was asked for
{
  if (atender.has(unproven, 'contacts:read')) {
    listContacts(unproven); // lawful
    insertContact(unproven); // ← TS2345
  }
}

// -- One scope or another
{
  if (unproven.has('contacts:read') || unproven.has('tags:read')) {
    const found: Reader | Tagger = unproven; // lawful
    listContacts(unproven); // ← TS2345
  }
}

// -- A scope that is not held, turned around
{
  if (!unproven.has('contacts:read')) {
    atender.authorize(unproven, 'contacts:read'); // lawful
    listContacts(unproven); // ← TS2345
  }
}

// -- What one scope brings along, of a grant that knows no vocabulary
{
  if (unproven.has('contacts:write')) {
    const found: Grant<'atender', 'contacts:write'> = unproven; // lawful
    listContacts(unproven); // ← TS2345
  }
}

// -- One of two scopes, of a grant
{
  if (unproven.has('contacts:read')) listContacts(unproven); // lawful
  if (unproven.has(either)) listContacts(unproven); // ← TS2345
}

// -- One of two scopes, of a vocabulary
{
  if (atender.has(unproven, 'contacts:read')) listContacts(unproven); // lawful
  if (atender.has(unproven, either)) listContacts(unproven); // ← TS2345
}

// -- A scope that a function is given
{
  const ask = <S extends 'contacts:read'>(grant: Unproven, scope: S) => {
    if (grant.has('contacts:read')) listContacts(grant); // lawful
    if (grant.has(scope)) listContacts(grant); // ← TS2345
  };
}

// -- A scope that is any text, of a grant
{
  if (unproven.has('contacts:read')) listContacts(unproven); // lawful
  if (unproven.has(text)) listContacts(unproven); // ← TS2345
}

// -- A scope that is called any text, of a grant
{
  if (unproven.has<'contacts:read'>('contacts:read')) listContacts(unproven); // lawful
  if (unproven.has<string>('tags:read')) listContacts(unproven); // ← TS2345
}

// -- A scope that is a text of a certain form, of a grant
{
  const scope: `contacts:${string}` = 'contacts:write'; // lawful
  if (unproven.has(scope)) listContacts(unproven); // ← TS2345
}

// -- A scope that is a text in small letters, of a grant
{
  const scope: Lowercase<string> = 'tags:read'; // lawful
  if (unproven.has(scope)) listContacts(unproven); // ← TS2345
}

// -- A scope that is any text, of a vocabulary
{
  if (atender.has(unproven, 'contacts:read')) listContacts(unproven); // lawful
  if (atender.has(unproven, text)) listContacts(unproven); // ← TS2345
}

// -- A text that is a scope, nobody knows which
{
  if (atender.isScope(text)) atender.has(unproven, text); // lawful
  if (atender.isScope(text) && atender.has(unproven, text)) listContacts(unproven); // ← TS2345
}

// -- The scope of an enum, which is one of two
{
  enum Scope {
    read = 'contacts:read',
    write = 'contacts:write',
  }
  const scope: Scope = Object.values(Scope)[0] ?? Scope.read;
  if (unproven.has(Scope.read)) listContacts(unproven); // lawful
  if (unproven.has(scope)) listContacts(unproven); // ← TS2345
}

// -- A grant of either vocabulary
{
  const somebody = [unproven, crm.parse('').grant][0] ?? unproven;
  if (unproven.has('contacts:write')) unproven satisfies Grant<'atender', 'contacts:write'>; // lawful
  if (somebody.has('contacts:write')) somebody satisfies Grant<'atender', 'contacts:write'>; // ← TS1360
}

// -- A has that was taken out of its grant
{
  const { has } = unproven;
  if (unproven.has('contacts:read')) listContacts(unproven); // lawful
  if (has.call(unproven, 'contacts:read')) listContacts(unproven); // ← TS2345
}

// -- An answer that is kept, of another grant
{
  const held = atender.has(writer, 'contacts:write');
  if (held) insertContact(writer); // lawful
  if (held) insertContact(unproven); // ← TS2345
}

// -- An answer that is kept, of a grant that is replaced
{
  let grant = unproven;
  const held = atender.has(grant, 'contacts:write');
  grant = atender.parse('').grant;
  if (atender.has(grant, 'contacts:write')) insertContact(grant); // lawful
  if (held) insertContact(grant); // ← TS2345
}

// -- A grant that is replaced after the check
{
  let grant = unproven;
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    grant = atender.parse('').grant;
    insertContact(grant); // ← TS2345
  }
}

// -- A grant that is replaced in an expression
{
  let grant: Unproven = unproven;
  insertContact((grant = writer)); // lawful
  insertContact((grant = unproven)); // ← TS2345
}

// -- A grant that may have been replaced
{
  let grant: Unproven = writer;
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    if (text === '') grant = unproven;
    insertContact(grant); // ← TS2345
  }
}

// -- A grant that is replaced in the round before
{
  let grant: Unproven = writer;
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    for (const scope of unproven.held) {
      insertContact(grant); // ← TS2345
      if (scope === text) grant = unproven;
    }
  }
}

// -- A grant that is replaced when something throws
{
  let grant: Unproven = writer;
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    try {
      atender.authorize(unproven, 'contacts:write');
    } catch {
      grant = unproven;
    }
    insertContact(grant); // ← TS2345
  }
}

// -- A grant that was authorized and not taken
{
  const proven = atender.authorize(unproven, 'contacts:write');
  insertContact(proven); // lawful
  insertContact(unproven); // ← TS2345
}

// -- A grant that a function looks at later, and that is replaced
{
  let grant = unproven;
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    setTimeoutLike(() => insertContact(grant)); // ← TS2345
  }
  grant = atender.parse('').grant;
}
function setTimeoutLike(later: () => void) {
  later();
}

// -- A grant that an async function looks at later, and that is replaced
{
  let grant = unproven;
  const later = async () => {
    if (!atender.has(grant, 'contacts:write')) return;
    insertContact(grant); // lawful
    await null;
    [1].forEach(() => insertContact(grant)); // ← TS2345
  };
  grant = atender.parse('').grant;
}

// -- A grant that is replaced by what the program calls
// passes: always
// because: what was narrowed stays so over a call
{
  let grant = unproven;
  const replace = () => {
    grant = atender.parse('').grant;
  };
  if (atender.has(grant, 'contacts:write')) {
    insertContact(grant); // lawful
    replace();
    insertContact(grant); // ← compiles
  }
}

// -- A grant that is replaced while the program waits
// passes: always
// because: what was narrowed stays so over an await
{
  const desk = { grant: unproven };
  const later = async () => {
    if (!atender.has(desk.grant, 'contacts:write')) return;
    insertContact(desk.grant); // lawful
    await null;
    insertContact(desk.grant); // ← compiles
  };
}

// -- A property that is replaced by what the program calls
// passes: always
// because: what was narrowed stays so over a call
{
  const desk = { grant: unproven };
  const replace = () => {
    desk.grant = atender.parse('').grant;
  };
  if (atender.has(desk.grant, 'contacts:write')) {
    insertContact(desk.grant); // lawful
    replace();
    insertContact(desk.grant); // ← compiles
  }
}

// -- A property that is replaced
{
  const desk = { grant: unproven };
  if (atender.has(desk.grant, 'contacts:write')) {
    insertContact(desk.grant); // lawful
    desk.grant = atender.parse('').grant;
    insertContact(desk.grant); // ← TS2345
  }
}

// -- A getter that gives another grant each time
// passes: always
// because: a getter is taken for a property
{
  const desk = {
    get grant() {
      return atender.parse('').grant;
    },
  };
  const { grant } = desk;
  if (atender.has(grant, 'contacts:write')) insertContact(grant); // lawful
  if (atender.has(desk.grant, 'contacts:write')) insertContact(desk.grant); // ← compiles
}

// -- The result of a call that is made twice
{
  const current = () => unproven;
  const grant = current();
  if (atender.has(grant, 'contacts:write')) insertContact(grant); // lawful
  if (atender.has(current(), 'contacts:write')) insertContact(current()); // ← TS2345
}

// -- A requirement that is replaced by what the program calls
// passes: always
// because: what was narrowed stays so over a call
{
  let needed: 'contacts:read' | 'contacts:write' = 'contacts:write';
  const replace = () => {
    needed = 'contacts:read';
  };
  insertContact(atender.authorize(unproven, needed)); // lawful
  replace();
  insertContact(atender.authorize(unproven, needed)); // ← compiles
}

// -- A requirement that is replaced
{
  let needed: 'contacts:read' | 'contacts:write' = 'contacts:write';
  insertContact(atender.authorize(unproven, needed)); // lawful
  needed = 'contacts:read';
  insertContact(atender.authorize(unproven, needed)); // ← TS2345
}

// -- A result of check that nobody looked at
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const result = atender.check(unproven, 'contacts:write');
  if (result.ok) insertContact(result.grant); // lawful
  insertContact(result.grant); // ← TS2345
}

// -- A result of check that failed
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const result = atender.check(unproven, 'contacts:write');
  if (result.ok) insertContact(result.grant); // lawful
  if (!result.ok) insertContact(result.grant); // ← TS2345
}

// -- A result of check, taken apart
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const { ok, grant } = atender.check(unproven, 'contacts:write');
  if (ok) insertContact(grant); // lawful
  insertContact(grant); // ← TS2345
}

// -- A result of check, taken apart into what can be replaced
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  let { ok, grant } = atender.check(unproven, 'contacts:write');
  const result = atender.check(unproven, 'contacts:write');
  ok = !ok;
  if (result.ok) insertContact(result.grant); // lawful
  if (ok) insertContact(grant); // ← TS2345
}

// -- A result of check and another
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const { ok: checked } = atender.check(writer, 'contacts:write');
  const { ok, grant } = atender.check(unproven, 'contacts:write');
  if (ok) insertContact(grant); // lawful
  if (checked) insertContact(grant); // ← TS2345
}

// -- A result of check that is said to be good
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const result = atender.check(unproven, 'contacts:write');
  const good = { ...result, ok: true };
  if (result.ok) insertContact(result.grant); // lawful
  if (good.ok) insertContact(good.grant); // ← TS2345
}

// -- A result of check to which a good one is assigned
// passes: always
// because: Object.assign returns an intersection, which of a failure and a success is never
{
  const result = atender.check(unproven, 'contacts:write');
  const good: { readonly ok: true } = { ok: true };
  if (result.ok) insertContact(result.grant); // lawful
  insertContact(Object.assign({}, result, good).grant); // ← compiles
}

// -- A result of check for less
{
  const { ok, grant } = atender.check(unproven, 'contacts:read');
  if (ok) listContacts(grant); // lawful
  if (ok) insertContact(grant); // ← TS2345
}

// -- A result of a route's check that nobody looked at
// passes: without strict
// because: the grant that is not there is undefined, which is of every type there
{
  const result = api.check(unproven, 'POST /contacts');
  if (result.ok) insertContact(result.grant); // lawful
  insertContact(result.grant); // ← TS2345
}

// -- Some value that is an object
{
  const some: unknown = unproven;
  if (some === writer) insertContact(writer); // lawful
  if (typeof some === 'object' && some !== null) insertContact(some); // ← TS2345
}

// -- Some value that is an instance of a grant's class
{
  const some: unknown = unproven;
  insertContact(writer); // lawful
  if (some instanceof writer.constructor) insertContact(some); // ← TS2345, TS2740
}

// -- Some value that has a property called like the proof
{
  insertContact(writer); // lawful
  if ('proven' in unproven) insertContact(unproven); // ← TS2345
}

// -- Some value that is an instance of a class with a grant
{
  class Desk {
    constructor(readonly grant: Unproven) {}
  }
  const some: unknown = new Desk(unproven);
  if (some instanceof Desk) atender.authorize(some.grant, 'contacts:write'); // lawful
  if (some instanceof Desk) insertContact(some.grant); // ← TS2345
}

// -- A default for a grant that is missing
{
  const wanted: { readonly grant?: Writer } = {};
  insertContact(wanted.grant ?? writer); // lawful
  insertContact(wanted.grant ?? unproven); // ← TS2345
}

// -- A default of a parameter
{
  const genuine = (grant: Writer = writer) => insertContact(grant); // lawful
  const forged = (grant: Writer = unproven) => insertContact(grant); // ← TS2322
}

// -- A default of a property
{
  const wanted: { readonly grant?: Writer } = {};
  const { grant: genuine = writer } = wanted;
  const { grant: forged = unproven } = wanted;
  insertContact(genuine); // lawful
  insertContact(forged); // ← TS2345
}

// -- One grant or another
{
  insertContact(text === '' ? writer : atender.authorize(unproven, 'contacts:write')); // lawful
  insertContact(text === '' ? writer : unproven); // ← TS2345
}

// -- A case that falls through to the next
{
  switch (true) {
    case atender.has(unproven, 'tags:read'):
      listTags(atender.authorize(unproven, 'tags:read')); // lawful
    case atender.has(unproven, 'contacts:read'):
      listContacts(unproven); // ← TS2345
  }
}

// -- The alternative that is left when another is not held
{
  const found = api.authorize(unproven, 'GET /search');
  if (!found.has('contacts:read')) listTags(found); // lawful
  if (!found.has('tags:write')) listTags(found); // ← TS2345
}

// -- The alternative that is left when more than another is not held
{
  const found = api.authorize(unproven, 'GET /search');
  if (!atender.has(found, 'contacts:read')) listTags(found); // lawful
  if (!atender.has(found, 'contacts:write')) listTags(found); // ← TS2345
}

// -- What was proven and is not held, which cannot be
// passes: always
// because: the other branch of what is certain is never, which is of every type
{
  if (reader.has('contacts:read')) listContacts(reader); // lawful
  if (!reader.has('contacts:read')) insertContact(reader); // ← compiles
}

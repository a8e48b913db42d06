// Nobody writes any, and somebody else has: the standard library, or a compiler that is not strict.
import {
  api,
  atender,
  insertContact,
  listContacts,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- What is parsed
// passes: always
// because: JSON.parse gives any
{
  const some: unknown = JSON.parse('{}'); // lawful
  insertContact(JSON.parse('{}')); // ← compiles
}

// -- What is made from a prototype
// passes: always
// because: Object.create gives any
{
  const some: object = Object.create(writer); // lawful
  insertContact(Object.create(unproven)); // ← compiles
}

// -- What is given another prototype
// passes: always
// because: Object.setPrototypeOf gives any
{
  const some: object = Object.setPrototypeOf({}, writer); // lawful
  insertContact(Object.setPrototypeOf({}, unproven)); // ← compiles
}

// -- What an object is made of
// passes: always
// because: Object.fromEntries gives any
{
  insertContact(Object.fromEntries([['grant', writer]]).grant ?? writer); // lawful
  const entries: string[][] = [];
  insertContact(Object.fromEntries(entries)); // ← compiles
}

// -- The values of an object of which nothing is known
{
  for (const grant of Object.values({ writer })) insertContact(grant); // lawful
  const unknown: {} = { unproven };
  for (const grant of Object.values(unknown)) insertContact(grant); // ← TS2345
}

// -- A map of which nothing is known
// passes: always
// because: a Map is one of any, unless it says of what
{
  for (const grant of new Map([['somebody', writer]]).values()) insertContact(grant); // lawful
  for (const grant of new Map().values()) insertContact(grant); // ← compiles
}

// -- A value that is a list
// passes: always
// because: Array.isArray makes of unknown a list of any
{
  const some: unknown = [unproven];
  for (const grant of [writer]) insertContact(grant); // lawful
  if (Array.isArray(some)) insertContact(some[0]); // ← compiles
}

// -- The arguments of a function
// passes: always
// because: arguments are any
{
  const genuine = (grant: Writer) => insertContact(grant); // lawful
  function forge(_grant: Unproven) {
    return insertContact(arguments[0]); // ← compiles
  }
}

// -- A function of which nothing is known
// passes: always
// because: a Function takes and gives any
{
  const genuine: (grant: Writer) => string = insertContact; // lawful
  const unknown: Function = insertContact;
  unknown(unproven); // ← compiles
}

// -- A function that is called by reflection
// passes: always
// because: Reflect.apply takes any arguments
{
  Reflect.apply(insertContact, undefined, [writer]); // lawful
  Reflect.apply(insertContact, undefined, [unproven]); // ← compiles
}

// -- A property that is read by reflection
{
  insertContact({ grant: writer }.grant); // lawful
  insertContact(Reflect.get({ grant: unproven }, 'grant')); // ← TS2345
}

// -- What an iterator ends with
// passes: 5.4, without strict
// because: what an iterator ends with is any there
{
  for (const grant of [writer].values()) insertContact(grant); // lawful
  insertContact([unproven].values().next().value); // ← TS2345
}

// -- What a promise is broken with
// passes: always
// because: what a promise is broken with is any
{
  Promise.resolve(writer).then((grant) => insertContact(grant)); // lawful
  Promise.reject(unproven).catch((grant) => insertContact(grant)); // ← compiles
}

// -- What is thrown
// passes: without strict
// because: what is caught is any there
{
  try {
    listContacts(writer); // lawful
    throw unproven;
  } catch (grant) {
    insertContact(grant); // ← TS2345
  }
}

// -- A parameter without a type
// passes: without strict
// because: a parameter without a type is any there
{
  const genuine = (grant: Writer) => insertContact(grant); // lawful
  const forge = (grant) => insertContact(grant); // ← TS7006
}

// -- A function without a this
// passes: without strict
// because: this is any there
{
  function genuine(this: { readonly grant: Writer }) {
    return insertContact(this.grant); // lawful
  }
  function forge() {
    return insertContact(this.grant); // ← TS2683
  }
}

// -- A route that is parsed
{
  insertContact(api.authorize(unproven, 'POST /contacts')); // lawful
  insertContact(api.authorize(unproven, JSON.parse('""'))); // ← TS2345
}

// -- A route that is parsed, to check
{
  const asked = api.check(unproven, 'POST /contacts');
  if (asked.ok) insertContact(asked.grant); // lawful
  const parsed = api.check(unproven, JSON.parse('""'));
  if (parsed.ok) insertContact(parsed.grant); // ← TS2345
}

// -- A handler of a route that is parsed
{
  api.handler('POST /contacts', ({ grant }) => insertContact(grant)); // lawful
  api.handler(JSON.parse('""'), ({ grant }) => insertContact(grant)); // ← TS2345
}

// -- Any of what is parsed
{
  insertContact(atender.authorize(unproven, atender.anyOf('contacts:write'))); // lawful
  insertContact(atender.authorize(unproven, atender.anyOf(JSON.parse('""')))); // ← TS2345
}

// Nothing at all, under the type of a grant.
import { insertContact, listContacts, unproven, type Writer, writer } from '../world.js';

// -- Null
// passes: without strict
// because: null is of every type there
{
  insertContact(writer); // lawful
  insertContact(null); // ← TS2345
}

// -- Undefined
// passes: without strict
// because: undefined is of every type there
{
  insertContact(writer); // lawful
  insertContact(undefined); // ← TS2345
}

// -- What a function without a result returns
{
  const nothing = () => {};
  insertContact(writer); // lawful
  insertContact(nothing()); // ← TS2345
}

// -- No argument
{
  insertContact(writer); // lawful
  insertContact(); // ← TS2554
}

// -- A variable that has no value yet
// passes: without strict
// because: undefined is of every type there
{
  let late: Writer;
  const early: Writer = writer;
  insertContact(early); // lawful
  insertContact(late); // ← TS2454
  late = writer;
}

// -- A variable that has no value yet, seen from a function
// passes: always
// because: nobody knows when the function is called
{
  let late: Writer;
  const early: Writer = writer;
  const use = () => insertContact(early); // lawful
  const useEarly = () => insertContact(late); // ← compiles
  late = writer;
}

// -- A variable that never has a value, seen from a function
// passes: 5.4, without strict
// because: that nothing is ever assigned is noticed from 5.7 on
{
  let never: Writer;
  const use = () => insertContact(writer); // lawful
  const forge = () => insertContact(never); // ← TS2454
}

// -- A field that is never written
// passes: without strict
// because: undefined is of every type there
{
  class Desk {
    grant: Writer = writer; // lawful
    forged: Writer; // ← TS2564
  }
}

// -- A field that is read before it is written
// passes: always
// because: the calls in a constructor are not followed
{
  class Desk {
    grant: Writer;
    constructor() {
      this.insert();
      this.grant = writer;
      this.insert(); // lawful
    }
    insert() {
      return insertContact(this.grant); // ← compiles
    }
  }
}

// -- A property that need not be there
// passes: without strict
// because: undefined is of every type there
{
  const desk: { readonly grant?: Writer } = {};
  if (desk.grant) insertContact(desk.grant); // lawful
  insertContact(desk.grant); // ← TS2345
}

// -- A property that need not be there, by a question mark
// passes: without strict
// because: undefined is of every type there
{
  const desk: { readonly grant: Writer } | undefined = undefined;
  const some: { readonly grant: Writer } | undefined = Math.random() > 2 ? { grant: writer } : desk;
  if (some) insertContact(some.grant); // lawful
  insertContact(some?.grant); // ← TS2345
}

// -- A parameter that need not be given
// passes: without strict
// because: undefined is of every type there
{
  const genuine = (grant?: Writer) => (grant ? insertContact(grant) : ''); // lawful
  const forged = (grant?: Writer) => insertContact(grant); // ← TS2345
}

// -- What is not found in a list
// passes: without strict
// because: undefined is of every type there
{
  const found = [writer].find((grant) => grant.has('tags:read'));
  if (found) insertContact(found); // lawful
  insertContact(found); // ← TS2345
}

// -- What is not found in a map
// passes: without strict
// because: undefined is of every type there
{
  const found = new Map([['somebody', writer]]).get('nobody');
  if (found) insertContact(found); // lawful
  insertContact(found); // ← TS2345
}

// -- The first of a list of none
// passes: always
// because: an index is taken for one that is there, unless noUncheckedIndexedAccess is set
{
  const none: Writer[] = [];
  for (const grant of none) insertContact(grant); // lawful
  insertContact(none[0]); // ← compiles
}

// -- The first of a list of none, taken apart
// passes: always
// because: an index is taken for one that is there, unless noUncheckedIndexedAccess is set
{
  const none: Writer[] = [];
  const [genuine = writer] = none;
  const [forged] = none;
  insertContact(genuine); // lawful
  insertContact(forged); // ← compiles
}

// -- Each of a list of a certain length
// passes: always
// because: a list that has a length is taken for one that is filled
{
  const one = new Array<Writer>(1);
  one.forEach((grant) => insertContact(grant)); // lawful
  for (const grant of one) insertContact(grant); // ← compiles
}

// -- The second of a tuple of one
{
  const one: [Writer] = [writer];
  insertContact(one[0]); // lawful
  insertContact(one[1]); // ← TS2345, TS2493
}

// -- Any property of an object that may have any
// passes: always
// because: a name is taken for one that is there, unless noUncheckedIndexedAccess is set
{
  const desks: Readonly<Record<string, Writer>> = {};
  for (const grant of Object.values(desks)) insertContact(grant); // lawful
  insertContact(desks['nobody']); // ← compiles
}

// -- What a generator is sent, which need not be anything
// passes: always
// because: the first call of next sends nothing, and no other is told from it
{
  const desk = function* (): Generator<undefined, void, Writer> {
    insertContact(yield);
  };
  desk().next(writer); // lawful
  desk().next(); // ← compiles
}

// -- What a generator is sent by a loop
// passes: without strict
// because: undefined is of every type there
{
  const desk = function* (): Generator<undefined, void, Writer> {
    insertContact(yield);
  };
  desk().next(writer); // lawful
  for (const _ of desk()) listContacts(writer); // ← TS2763
}

// -- A type of which there is nothing
{
  const stop = (): never => {
    throw new Error('stop');
  };
  const genuine = () => insertContact(stop()); // lawful
  const forge = (): never => unproven; // ← TS2322
}

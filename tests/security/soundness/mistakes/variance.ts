// A grant, or a function that asks for one, under a type that asks for less.
import {
  atender,
  insertContact,
  listContacts,
  type Reader,
  reader,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

// -- A grant of less for a grant of more
{
  const less: Reader = writer; // lawful
  const more: Writer = reader; // ← TS2322
}

// -- A function that asks for a grant, for one that asks for none
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const less: (grant: Writer) => string = listContacts; // lawful
  const more: (grant: Unproven) => string = insertContact; // ← TS2322
}

// -- A method that asks for a grant, for one that asks for none
// passes: always
// because: the parameters of methods are compared both ways
{
  interface Desk<G> {
    insert(grant: G): string;
  }
  const desk: Desk<Writer> = { insert: insertContact }; // lawful
  const anybody: Desk<Unproven> = desk; // ← compiles
}

// -- A property with a function that asks for a grant, for one that asks for none
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  interface Desk<G> {
    readonly insert: (grant: G) => string;
  }
  const desk: Desk<Writer> = { insert: insertContact }; // lawful
  const anybody: Desk<Unproven> = desk; // ← TS2322
}

// -- A function that asks for a grant, as a method that asks for none
// passes: always
// because: the parameters of methods are compared both ways
{
  interface Desk {
    insert(grant: Unproven): string;
  }
  const genuine: Desk = { insert: (grant) => insertContact(atender.authorize(grant, 'contacts:write')) }; // lawful
  const forged: Desk = { insert: insertContact }; // ← compiles
}

// -- A class that implements a method by one that asks for more
// passes: always
// because: the parameters of methods are compared both ways
{
  interface Desk {
    insert(grant: Unproven): string;
  }
  class Genuine implements Desk {
    insert = (grant: Unproven) => insertContact(atender.authorize(grant, 'contacts:write')); // lawful
  }
  class Forged implements Desk {
    // biome-ignore format: the mark belongs to this line
    insert(grant: Writer) { return insertContact(grant); } // ← compiles
  }
}

// -- A callback that asks for a grant
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const checked = (then: (grant: Writer) => string) => then(writer);
  const anybody = (then: (grant: Unproven) => string) => then(unproven);
  checked(insertContact); // lawful
  anybody(insertContact); // ← TS2345
}

// -- A callback of every element of a list
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  [writer].forEach(insertContact); // lawful
  [unproven].forEach(insertContact); // ← TS2345
}

// -- A callback of every element of a list that gives another
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  [writer].map(insertContact); // lawful
  [unproven].map(insertContact); // ← TS2345
}

// -- A function with a callback of anybody, for one with a callback of a writer
{
  const anybody = (then: (grant: Unproven) => void) => then(unproven);
  const genuine: (then: (grant: Unproven) => void) => void = anybody; // lawful
  const forged: (then: (grant: Writer) => void) => void = anybody; // ← TS2322
}

// -- A method with a callback of anybody, for one with a callback of a writer
{
  interface Desk<G> {
    each(then: (grant: G) => void): void;
  }
  const anybody: Desk<Unproven> = { each: (then) => then(unproven) }; // lawful
  const forged: Desk<Writer> = anybody; // ← TS2322
}

// -- A function that may do without a grant, for one that takes none, for one that takes anybody's
// passes: always
// because: a function may be called with more than it takes
{
  const insertIfProven = (grant?: Writer) => (grant ? insertContact(grant) : '');
  const nobody: () => string = insertIfProven; // lawful
  const anybody: (grant: Unproven) => string = nobody; // ← compiles
}

// -- A function that takes some grants, for one that takes none, for one that takes anybody's
// passes: always
// because: a function may be called with more than it takes
{
  const insertAll = (...grants: Writer[]) => grants.map(insertContact);
  const nobody: () => string[] = insertAll; // lawful
  const anybody: (grant: Unproven) => string[] = nobody; // ← compiles
}

// -- A function that may do without a grant, for one that asks for anybody's
// passes: without strict
// because: the parameters of functions are compared both ways there
{
  const insertIfProven = (grant?: Writer) => (grant ? insertContact(grant) : '');
  const checked: (grant: Writer) => string = insertIfProven; // lawful
  const anybody: (grant: Unproven) => string = insertIfProven; // ← TS2322
}

// -- A function whose grant is bound
// passes: without strict
// because: bind takes anything there
{
  insertContact.bind(undefined, writer); // lawful
  insertContact.bind(undefined, unproven); // ← TS2345
}

// -- A function that is called with its arguments apart
// passes: without strict
// because: call takes anything there
{
  insertContact.call(undefined, writer); // lawful
  insertContact.call(undefined, unproven); // ← TS2345
}

// -- A function that is applied to a list of arguments
// passes: without strict
// because: apply takes anything there
{
  insertContact.apply(undefined, [writer]); // lawful
  insertContact.apply(undefined, [unproven]); // ← TS2322
}

// -- Arguments as a tuple
{
  const checked: Parameters<typeof insertContact> = [writer]; // lawful
  const anybody: Parameters<typeof insertContact> = [unproven]; // ← TS2322
}

// -- Arguments as a list
{
  const grants: Writer[] = [writer];
  const [first = writer] = grants;
  insertContact(first); // lawful
  insertContact(...grants); // ← TS2556
}

// -- A list of anybody for a list of writers
{
  const less: readonly Unproven[] = [writer]; // lawful
  const more: readonly Writer[] = [unproven]; // ← TS2322
}

// -- A tuple of anybody for a tuple of writers
{
  const less: readonly [Unproven, Unproven] = [writer, writer]; // lawful
  const more: readonly [Writer, Unproven] = [unproven, writer]; // ← TS2322
}

// -- A list that cannot be written to, for one that can
{
  const grants: readonly Unproven[] = [writer]; // lawful
  const writers: Writer[] = grants; // ← TS4104
}

// -- A list of writers, to which somebody else adds anybody
// passes: always
// because: what is written through a wider type is not seen
{
  const writers = [writer];
  const grants: Unproven[] = writers; // lawful
  grants.unshift(unproven);
  for (const grant of writers) insertContact(grant); // ← compiles
}

// -- A set of writers, to which somebody else adds anybody
// passes: always
// because: what is written through a wider type is not seen
{
  const writers = new Set([writer]);
  const grants: Set<Unproven> = writers; // lawful
  grants.add(unproven);
  for (const grant of writers) insertContact(grant); // ← compiles
}

// -- A writer's property, which somebody else replaces
// passes: always
// because: what is written through a wider type is not seen
{
  const desk = { grant: writer };
  const anybody: { grant: Unproven } = desk; // lawful
  anybody.grant = unproven;
  insertContact(desk.grant); // ← compiles
}

// -- A writer's property that cannot be replaced, for one that can
{
  const desk: { readonly grant: Unproven } = { grant: writer }; // lawful
  const other: { grant: Writer } = desk; // ← TS2322
}

// -- A writer's property that cannot be replaced by oneself
{
  const desk = { grant: writer };
  const shown: { readonly grant: Writer } = desk; // lawful
  shown.grant = unproven; // ← TS2540
}

// -- A tuple that is turned around
// passes: always
// because: reverse is not seen to change the places of a tuple
{
  const pair: [Writer, Unproven] = [writer, unproven]; // lawful
  pair.reverse();
  insertContact(pair[0]); // ← compiles
}

// -- A property that takes more than it gives
// passes: always
// because: only what a property gives is compared
{
  interface Desk {
    get grant(): Writer;
    set grant(grant: Unproven);
  }
  const desk: Desk = { grant: writer }; // lawful
  desk.grant = unproven;
  insertContact(desk.grant); // ← compiles
}

// -- A property of which a type knows nothing, for an optional one
// passes: always
// because: a type does not know all properties of its values
{
  const desk = { grant: unproven };
  const unknown: {} = desk; // lawful
  const perhaps: { readonly grant?: Writer } = unknown; // ← compiles
}

// -- A property that is there, for an optional one
{
  const desk = { grant: unproven };
  const genuine: { readonly grant?: Unproven } = desk; // lawful
  const forged: { readonly grant?: Writer } = desk; // ← TS2322
}

// -- Properties of which a type knows nothing, for any number of them
// passes: always
// because: a type does not know all properties of its values
{
  const desk = { grant: unproven };
  const unknown: {} = desk; // lawful
  const writers: Readonly<Record<string, Writer>> = unknown; // ← compiles
}

// -- Properties that are there, for any number of them
{
  const desk = { grant: unproven };
  const genuine: Readonly<Record<string, Unproven>> = desk; // lawful
  const forged: Readonly<Record<string, Writer>> = desk; // ← TS2322
}

// -- A property of which a type knows nothing, over one of which it knows
// passes: always
// because: a type does not know all properties of its values
{
  const unknown: {} = { grant: unproven }; // lawful
  const desk = { grant: writer, ...unknown };
  insertContact(desk.grant); // ← compiles
}

// -- A property over another
{
  const anybody = { grant: unproven };
  const editor = { grant: writer };
  insertContact({ ...anybody, ...editor }.grant); // lawful
  insertContact({ ...editor, ...anybody }.grant); // ← TS2345
}

// -- One of two grants
{
  const somebody: { readonly grant: Writer | Unproven } = { grant: unproven }; // lawful
  insertContact(somebody.grant); // ← TS2345
}

// -- A subclass that expects more of its property than its base
// passes: always
// because: what is written through a wider type is not seen
{
  class Desk {
    grant: Unproven = unproven;
  }
  class WritersDesk extends Desk {
    override grant: Writer = writer;
  }
  const desk = new WritersDesk();
  const anybody: Desk = desk; // lawful
  anybody.grant = unproven;
  insertContact(desk.grant); // ← compiles
}

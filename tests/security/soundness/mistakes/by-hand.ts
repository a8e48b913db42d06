// A grant that somebody makes himself, out of what he has at hand.
import type { Grant } from 'scopeproof';
import {
  atender,
  crm,
  insertContact,
  listContacts,
  reader,
  type Unproven,
  unproven,
  type Writer,
  writer,
} from '../world.js';

/** What a grant's declaration says that it holds. */
interface Proof {
  readonly proven: { readonly 'contacts:read': true; readonly 'contacts:write': true };
}

// -- An object literal without anything
{
  const genuine: Writer = writer; // lawful
  const forged: Writer = {}; // ← TS2740
}

// -- An object literal with all that can be seen of a grant
{
  const seen = { has: writer.has, held: writer.held, minimal: writer.minimal };
  const shown: { readonly held: readonly string[] } = writer; // lawful
  const forged: Writer = { ...seen, toString: writer.toString, toJSON: writer.toJSON }; // ← TS2739
}

// -- An object literal with what the declarations show of a grant
{
  const proven: Proof['proven'] = { 'contacts:read': true, 'contacts:write': true };
  const shown = { vocabulary: 'atender', proven, held: ['contacts:write'], minimal: ['contacts:write'] };
  const genuine: Writer = writer; // lawful
  const forged: Writer = Object.freeze(shown); // ← TS2739
}

// -- An object literal with a getter for the proof
{
  const forged = {
    get proven(): Proof['proven'] {
      return { 'contacts:read': true, 'contacts:write': true };
    },
  };
  const genuine: Writer = writer; // lawful
  const grant: Writer = forged; // ← TS2739
}

// -- The name of a scope
{
  atender.authorize(unproven, 'contacts:write'); // lawful
  insertContact('contacts:write'); // ← TS2345
}

// -- A list of scopes
{
  atender.attenuate(writer, ['contacts:read', 'contacts:write']); // lawful
  insertContact(['contacts:read', 'contacts:write']); // ← TS2345, TS2740
}

// -- A member of an enum that is called like a scope
{
  enum Scope {
    write = 'contacts:write',
  }
  atender.authorize(unproven, 'contacts:write'); // lawful
  insertContact(Scope.write); // ← TS2345
}

// -- A key with the scope
{
  const key = atender.key('crm-sync', { scopes: ['contacts:write'] });
  insertContact(atender.authorize(atender.parse(key.scopes).grant, 'contacts:write')); // lawful
  insertContact(key); // ← TS2345, TS2739
}

// -- A spread of a grant
{
  insertContact(writer); // lawful
  insertContact({ ...writer }); // ← TS2345, TS2740
}

// -- A spread of two grants
{
  listContacts(reader); // lawful
  insertContact({ ...unproven, ...writer }); // ← TS2345, TS2740
}

// -- A spread of a grant with the proof added
{
  const proven: Proof['proven'] = { 'contacts:read': true, 'contacts:write': true };
  const genuine: Writer = writer; // lawful
  const forged: Writer = Object.freeze({ ...unproven, proven }); // ← TS2739
}

// -- What is left when nothing is taken from a grant
{
  const { ...rest } = writer;
  insertContact(writer); // lawful
  insertContact(rest); // ← TS2345, TS2740
}

// -- An object literal that is held to a grant
{
  const genuine = writer satisfies Writer; // lawful
  const forged = {} satisfies Writer; // ← TS1360, TS2740
}

// -- A grant of nothing that is held to a grant of something
{
  const genuine = writer satisfies Unproven; // lawful
  const forged = unproven satisfies Writer; // ← TS1360
}

// -- An object of all public members of a grant
{
  const seen: Pick<Writer, keyof Writer> = writer; // lawful
  insertContact(seen); // ← TS2345, TS2739
}

// -- A grant of which nothing was left out
{
  const seen: Omit<Writer, never> = writer; // lawful
  insertContact(seen); // ← TS2345, TS2739
}

// -- A grant of which every member is optional
{
  const perhaps: Partial<Writer> = {}; // lawful
  insertContact(perhaps); // ← TS2345, TS2739
}

// -- A grant of which every member was made optional and is required again
{
  const again: Required<Partial<Writer>> = writer; // lawful
  insertContact(again); // ← TS2345, TS2739
}

// -- A grant whose members are listed once more
{
  type Same<T> = { [Member in keyof T]: T[Member] };
  const same: Same<Writer> = writer; // lawful
  insertContact(same); // ← TS2345, TS2739
}

// -- A grant of nothing, frozen
{
  Object.freeze(writer).has('contacts:read'); // lawful
  insertContact(Object.freeze(unproven)); // ← TS2345, TS2739
}

// -- A grant of nothing behind a proxy
{
  insertContact(new Proxy(writer, {})); // lawful
  insertContact(new Proxy(unproven, {})); // ← TS2345
}

// -- A grant of nothing on which the proof is defined
{
  insertContact(Object.defineProperty(writer, 'note', { value: true })); // lawful
  insertContact(Object.defineProperty(unproven, 'proven', { value: {} })); // ← TS2345
}

// -- A grant of nothing as the prototype of an object literal
{
  insertContact(writer); // lawful
  insertContact({ __proto__: unproven }); // ← TS2353
}

// -- The scopes of a grant put in their place
{
  const held: readonly string[] = unproven.held; // lawful
  unproven.held = ['contacts:write']; // ← TS2540
}

// -- A grant of nothing assigned to a proof of less
{
  const proof = { proven: { 'contacts:read': true, 'contacts:write': true } };
  insertContact(Object.assign(proof, writer)); // lawful
  insertContact(Object.assign(proof, unproven)); // ← TS2345
}

// -- A grant of nothing assigned to a proof
// passes: always
// because: Object.assign returns an intersection, and the proof can be called by its name
{
  const proof: Proof = { proven: { 'contacts:read': true, 'contacts:write': true } };
  insertContact(Object.assign(proof, writer)); // lawful
  insertContact(Object.assign(proof, unproven)); // ← compiles
}

// -- A grant of nothing spread over a proof, both of some type
// passes: always
// because: a spread of two type parameters is an intersection, and the proof can be called by its name
{
  const merge = <One extends object, Other extends object>(one: One, other: Other) => ({ ...one, ...other });
  const proof: Proof = { proven: { 'contacts:read': true, 'contacts:write': true } };
  insertContact(merge(proof, writer)); // lawful
  insertContact(merge(proof, unproven)); // ← compiles
}

// -- Grants of two vocabularies assigned to one object
// passes: always
// because: Object.assign returns an intersection, which of two names is never, and never is of every type
{
  insertContact(Object.assign({}, writer)); // lawful
  insertContact(Object.assign({}, unproven, crm.parse('').grant)); // ← compiles
}

// -- The grant of another caller assigned to one's own
// passes: always
// because: Object.assign returns an intersection, and that of two grants is a grant of both
{
  insertContact(Object.assign(writer, unproven)); // lawful
  insertContact(Object.assign(unproven, writer)); // ← compiles
}

// -- A class that implements a grant
{
  class Holder {
    readonly grant: Writer = writer; // lawful
  }
  class Forged implements Grant<'atender', 'contacts:write'> {} // ← TS2720
}

// -- An object of a class with the members of a grant
{
  class Forged {
    protected readonly vocabulary = 'atender';
    protected readonly proven = { 'contacts:read': true, 'contacts:write': true };
    readonly #bits = [3];
    readonly held = ['contacts:read', 'contacts:write'];
    readonly minimal = ['contacts:write'];
    has(scope: string) {
      return this.#bits.length > 0 && scope !== '';
    }
    toJSON() {
      return this.minimal;
    }
  }
  insertContact(writer); // lawful
  insertContact(new Forged()); // ← TS2345
}

// -- A class that extends the class of a grant
{
  const { constructor } = writer; // lawful
  class Forged extends writer.constructor {} // ← TS2507
}

// -- An object of the class of a grant
{
  insertContact(writer); // lawful
  insertContact(new writer.constructor()); // ← TS2351
}

// -- What the class of a grant keeps for the library
{
  const { name } = writer.constructor; // lawful
  insertContact(writer.constructor.make()); // ← TS2339
}

// -- The type of a grant as a value
{
  const genuine: Grant<'atender', 'contacts:write'> = writer; // lawful
  insertContact(new Grant()); // ← TS1361, TS2673
}

// -- An interface that extends a grant
{
  interface Forged extends Writer {
    readonly note?: string;
  }
  const genuine: Forged = Object.assign(writer, { note: 'checked' }); // lawful
  const forged: Forged = { note: 'not checked' }; // ← TS2740
}

// A package that knows only contacts-client.
import {
  insert,
  insertContact,
  listContacts,
  names,
  sameApi,
  showContact,
  type Writer,
} from 'contacts-client';

export const write = (grant: Writer): string => insertContact(grant) + listContacts(grant);
export const held: readonly string[] = names('contacts:write');
export const inserted: Promise<{ name: string }> = insert('contacts:write', 'Ada');
export const route: 'GET /contacts/:id' = showContact.route;
const [first = route] = sameApi.routes;
sameApi.needs(first);
// @ts-expect-error no such route
sameApi.needs('GET /nope');
// @ts-expect-error the grant of a reader
showContact.handle({ grant: 'contacts:read', params: { id: '42' } });

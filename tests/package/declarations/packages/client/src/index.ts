// A package that knows no more of scopeproof than the declarations of contacts-api do.
import {
  api,
  atender,
  authorizeRoute,
  authorizeSearch,
  authorizeTagger,
  authorizeWriter,
  checkWriter,
  create,
  crmSync,
  holderOrNobody,
  narrow,
  read,
  show,
  tag,
  tagging,
  writerOrNobody,
} from 'contacts-api';

export type Writer = ReturnType<typeof authorizeWriter>;
export type Tagger = ReturnType<typeof authorizeTagger>;
export type Reader = ReturnType<typeof authorizeRoute>;

export const listContacts = (grant: Reader): string => `contacts for ${grant}`;
export const insertContact = (grant: Writer): string => `inserted by ${grant}`;
export const tagContact = (grant: Tagger): string => `tagged by ${grant}`;

insertContact(authorizeWriter('contacts:write'));
listContacts(authorizeWriter('contacts:write'));
listContacts(narrow('contacts:write'));
insertContact(api.authorize(read('contacts:write').grant, 'POST /contacts'));
tagContact(atender.authorize(read('contacts:write tags:read').grant, tagging));
// @ts-expect-error less was proven
insertContact(authorizeRoute('contacts:write'));
// @ts-expect-error nothing is proven yet
listContacts(read('contacts:write').grant);
// @ts-expect-error one of the two
listContacts(authorizeSearch('contacts:read'));
// @ts-expect-error it was narrowed
insertContact(narrow('contacts:write'));
// @ts-expect-error something else was proven
tagContact(holderOrNobody('tags:read') ?? authorizeWriter('contacts:write'));

const writer = writerOrNobody('contacts:write');
if (writer) insertContact(writer);
const checked = checkWriter('contacts:write');
if (checked.ok) insertContact(checked.grant);
const { grant } = read('contacts:write');
if (atender.has(grant, 'contacts:write')) insertContact(grant);

// @ts-expect-error no such scope
atender.implied('contacts:wirte');
// @ts-expect-error no such route
api.needs('GET /nope');
// @ts-expect-error the grant of another route
create.handle({ grant: authorizeRoute('contacts:read'), params: {} }, 'Ada');
// @ts-expect-error a parameter too few
tag.handle({ grant: authorizeTagger('contacts:write tags:read'), params: { id: '42' } });
api.handler('GET /contacts/:id', ({ grant }) => listContacts(grant));
// @ts-expect-error the route asks for less
api.handler('GET /contacts/:id', ({ grant }) => insertContact(grant));
// @ts-expect-error a key is a claim
listContacts(crmSync);

export const insert = (stored: string, name: string): ReturnType<typeof create.handle> =>
  create.handle({ grant: authorizeWriter(stored), params: {} }, name);
export const showContact: typeof show = show;
export const sameApi: typeof api = api;
export const names = (stored: string) => authorizeWriter(stored).held;

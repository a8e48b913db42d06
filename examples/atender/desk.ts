/**
 * The support desk itself, in memory. Each function asks for the grant that it takes to call it, so that
 * a caller who has not proven the scope does not compile. The grant is evidence: nothing checks it twice.
 */
import type { GrantOf, ScopeOf } from 'scopeproof';
import { notFound } from './problem.js';
import type { Atender } from './scopes.js';

type Can<Scope extends ScopeOf<Atender>> = GrantOf<Atender, Scope>;

const articles = new Map([['articles/1', { path: 'articles/1', title: 'How to reset a password' }]]);
const contacts = new Map([
  ['1', { id: '1', name: 'Ada Lovelace', fields: [{ name: 'plan', value: 'pro' }] }],
]);
const conversations = new Map([
  [
    '1',
    {
      id: '1',
      status: 'open',
      assignee: 'Kim',
      messages: ['I cannot log in.'],
      tags: ['account/login'],
      // Minutes until somebody answered, and how many were promised.
      answeredAfter: 45,
      promised: 30,
    },
  ],
]);
const tags = new Set(['account', 'account/login', 'billing']);
const dashboards = new Map([['1', { id: '1', title: 'This week' }]]);
const settings = new Map([['language', 'en']]);

export function findArticles(_grant: Can<'knowledge:read'>, folder = '') {
  return [...articles.values()].filter(({ path }) => path.startsWith(folder));
}

export function saveArticle(_grant: Can<'knowledge:write'>, path: string, title: string) {
  const article = { path, title };
  articles.set(path, article);
  return article;
}

export function removeArticle(_grant: Can<'knowledge:write'>, path: string) {
  if (!articles.delete(path)) throw notFound(`no article ${path}`);
  return { removed: path };
}

export function listConversations(_grant: Can<'conversations:read'>) {
  return [...conversations.values()].map(({ id, status }) => ({ id, status }));
}

export function getConversation(_grant: Can<'conversations:read'>, id: string) {
  const conversation = conversations.get(id);
  if (conversation === undefined) throw notFound(`no conversation ${id}`);
  return conversation;
}

export function createConversation(_grant: Can<'conversations:write'>, message: string) {
  const id = `${conversations.size + 1}`;
  conversations.set(id, {
    id,
    status: 'open',
    assignee: '',
    messages: [message],
    tags: [],
    answeredAfter: 0,
    promised: 30,
  });
  return { id };
}

export function sendMessage(grant: Can<'conversations:write'>, id: string, text: string) {
  // Write brings read along, and the compiler knows it.
  const { messages } = getConversation(grant, id);
  return { message: messages.push(text) };
}

export function setStatus(grant: Can<'conversations:write'>, id: string, status: string) {
  const conversation = getConversation(grant, id);
  conversation.status = status;
  return { id, status };
}

export function assign(grant: Can<'conversations:write'>, id: string, agent: string) {
  const conversation = getConversation(grant, id);
  conversation.assignee = agent;
  return { id, assignee: agent };
}

export function tagConversation(
  grant: Can<'tags:write'> & Can<'conversations:read'>,
  id: string,
  tag: string,
) {
  if (!tags.has(tag)) throw notFound(`no tag ${tag}`);
  const conversation = getConversation(grant, id);
  if (!conversation.tags.includes(tag)) conversation.tags.push(tag);
  return conversation;
}

export function listContacts(_grant: Can<'contacts:read'>) {
  return [...contacts.values()].map(({ id, name }) => ({ id, name }));
}

export function getContact(_grant: Can<'contacts:read'>, id: string) {
  const contact = contacts.get(id);
  if (contact === undefined) throw notFound(`no contact ${id}`);
  return contact;
}

export function createContact(_grant: Can<'contacts:write'>, name: string) {
  const id = `${contacts.size + 1}`;
  contacts.set(id, { id, name, fields: [] });
  return { id, name };
}

export function setField(grant: Can<'contacts:write'>, id: string, field: string, value: string) {
  const contact = getContact(grant, id);
  contact.fields = [...contact.fields.filter(({ name }) => name !== field), { name: field, value }];
  return contact;
}

export function importContacts(grant: Can<'bulk:write'> & Can<'contacts:write'>, names: readonly string[]) {
  return names.map((name) => createContact(grant, name));
}

export function listTags(_grant: Can<'tags:read'>) {
  return [...tags];
}

export function tagTree(_grant: Can<'tags:read'>) {
  const roots = [...tags].filter((tag) => !tag.includes('/'));
  return roots.map((name) => ({ name, children: [...tags].filter((tag) => tag.startsWith(`${name}/`)) }));
}

export function createTag(_grant: Can<'tags:write'>, name: string) {
  tags.add(name);
  return { name };
}

export function removeTag(_grant: Can<'tags:write'>, name: string) {
  if (!tags.delete(name)) throw notFound(`no tag ${name}`);
  return { removed: name };
}

export function listDashboards(_grant: Can<'analytics:read'>) {
  return [...dashboards.values()];
}

export function saveDashboard(_grant: Can<'analytics:write'>, id: string, title: string) {
  dashboards.set(id, { id, title });
  return { id, title };
}

export function breachRates(_grant: Can<'analytics:read'>) {
  const late = [...conversations.values()].filter(({ answeredAfter, promised }) => answeredAfter > promised);
  return { late: late.length / conversations.size };
}

export function volume(_grant: Can<'analytics:read'>) {
  return { conversations: conversations.size };
}

export function agentStatistics(_grant: Can<'analytics:read'>) {
  const agents = new Set([...conversations.values()].map(({ assignee }) => assignee));
  return [...agents].map((agent) => ({
    agent,
    conversations: [...conversations.values()].filter(({ assignee }) => assignee === agent).length,
  }));
}

export function readSettings(_grant: Can<'settings:read'>) {
  return Object.fromEntries(settings);
}

export function changeSetting(_grant: Can<'settings:write'>, name: string, value: string) {
  settings.set(name, value);
  return { [name]: value };
}

/** Finds only what the key may read: asking the grant narrows it to what the other functions ask for. */
export function search(grant: Can<'search:read'>, text: string) {
  const matches = (name: string) => name.toLowerCase().includes(text.toLowerCase());
  return {
    articles: grant.has('knowledge:read') ? findArticles(grant).filter(({ title }) => matches(title)) : [],
    contacts: grant.has('contacts:read') ? listContacts(grant).filter(({ name }) => matches(name)) : [],
  };
}

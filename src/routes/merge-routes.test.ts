import { describe, expect, test } from 'vitest';
import { atender, declareAtender } from '../../tests/support/atender.js';
import { untyped } from '../../tests/support/without-types.js';
import { defineRoutes, mergeRoutes, open, RouteDefinitionError } from '../index.js';

const merge = untyped<(...tables: readonly unknown[]) => unknown>(mergeRoutes);
const contacts = defineRoutes(atender, {
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
});
const tags = defineRoutes(atender, { 'GET /tags': 'tags:read' });
const health = defineRoutes(atender, { 'GET /health': open });

describe('what is refused', () => {
  test.each([undefined, null, {}, 'GET /tags', { 'GET /tags': 'tags:read' }, { ...tags }, atender])(
    '%s, which is no table',
    (value) => {
      expect(() => merge(value)).toThrow('not a route table');
      expect(() => merge(tags, value)).toThrow('not a route table');
    },
  );

  test('no table at all', () => {
    expect(() => merge()).toThrow('not a route table');
  });

  test('a table of another vocabulary, of the same name too', () => {
    const { atender: sameName } = declareAtender();
    const others = defineRoutes(sameName, { 'GET /others': 'tags:read' });
    expect(() => merge(tags, others)).toThrow('route tables of two vocabularies');
  });

  test('a route in two tables', () => {
    const again = defineRoutes(atender, { 'GET /tags': 'contacts:read' });
    for (const twice of [again, tags]) {
      expect(() => merge(contacts, tags, twice)).toThrow(RouteDefinitionError);
      expect(() => merge(contacts, tags, twice)).toThrow('GET /tags: in two tables');
    }
  });

  test('a route that matches the same requests as another', () => {
    const twin = defineRoutes(atender, { 'GET /contacts/:name': 'tags:read' });
    expect(() => merge(contacts, twin)).toThrow('GET /contacts/:name: the same path as GET /contacts/:id');
  });
});

test('one table of all routes, in their order', () => {
  const api = mergeRoutes(contacts, tags, health);
  expect(api.routes).toEqual(['GET /contacts/:id', 'POST /contacts', 'GET /tags', 'GET /health']);
  expect(api.vocabulary).toBe(atender);
  expect(api.needs('POST /contacts')).toBe('contacts:write');
  expect(api.match('GET', '/contacts/42')?.route).toBe('GET /contacts/:id');
  const { grant } = atender.parse('tags:read');
  expect(api.authorize(grant, 'GET /tags')).toBe(grant);
  expect(api.check(grant, 'GET /contacts/:id').ok).toBe(false);
});

test('of one table the same table again', () => {
  expect(mergeRoutes(tags).routes).toEqual(tags.routes);
});

test('the tables stay as they were', () => {
  mergeRoutes(contacts, tags);
  expect(contacts.routes).toEqual(['GET /contacts/:id', 'POST /contacts']);
  expect(contacts.match('GET', '/tags')).toBeUndefined();
});

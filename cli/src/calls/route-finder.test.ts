import { expect, test } from 'vitest';
import { routeFinder } from './route-finder.js';

const routeOf = routeFinder([
  'GET /tags',
  'GET /contacts/:id',
  'HEAD /contacts/:id',
  'GET /kb/*',
  'POST /tags',
]);

test.each([
  ['GET /tags', 'GET /tags'],
  ['GET /contacts/{contact}', 'GET /contacts/:id'],
  ['GET /kb/*path', 'GET /kb/*'],
  // RFC 9110 §9.3.2: what answers GET answers HEAD.
  ['HEAD /tags', 'GET /tags'],
  ['HEAD /kb/*', 'GET /kb/*'],
  ['HEAD /contacts/:contact', 'HEAD /contacts/:id'],
  ['HEAD /nope', 'HEAD /nope'],
  ['PUT /tags', 'PUT /tags'],
])('the route of %s', (route, expected) => {
  expect(routeOf(route)).toBe(expected);
});

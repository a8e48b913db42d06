import { describe, expect, test } from 'vitest';
import { addedPrefix } from './prefix.js';

describe('a prefix', () => {
  test.each([
    [['GET /v2/a', 'POST /v2/a/:id'], ['GET /a', 'POST /a/:key', 'GET /b'], '/v2'],
    [['GET /api/v2/a', 'GET /api/v2'], ['GET /a', 'GET /'], '/api/v2'],
    [['GET /v2/a', 'HEAD /v2/a'], ['GET /a'], '/v2'],
    [['GET /v2/kb/*', 'GET /v2/a'], ['GET /kb/articles/:id', 'GET /a'], '/v2'],
    [['GET /v2/kb/articles', 'GET /v2/a/*rest'], ['GET /kb/*', 'GET /a/*'], '/v2'],
    [['GET /v2/a', 'GET /v2/b', 'GET /c'], ['GET /a', 'GET /b'], undefined],
    [['GET /v2/a', 'POST /v2/a'], ['GET /a'], undefined],
    [['GET /v2/a', 'GET /v2a'], ['GET /a'], undefined],
    [['GET /:tenant/a', 'GET /:tenant/b'], ['GET /a', 'GET /b'], undefined],
    [['GET /v2/a'], ['GET /a'], undefined],
    [[], ['GET /a'], undefined],
    [['GET /a', 'GET /b'], ['GET /a', 'GET /b'], undefined],
  ])('of %j before %j is %s', (longer, shorter, prefix) => {
    expect(addedPrefix(longer, shorter)).toBe(prefix);
  });
});

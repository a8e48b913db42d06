import { describe, expect, test } from 'vitest';
import { untyped } from '../../tests/support/without-types.js';
import { credentialOf, type Scheme } from './credential.js';
import { refusals } from './refusal.js';

const header: Scheme = { type: 'apiKey', in: 'header', name: 'X-API-Key' };
const query: Scheme = { type: 'apiKey', in: 'query', name: 'api_key' };
const cookie: Scheme = { type: 'apiKey', in: 'cookie', name: 'session' };

const request = (headers: Record<string, string>, path = '/') =>
  new Request(`https://api.example.com${path}`, { headers });

describe('the key of a request', () => {
  test.each([
    ['a bearer token, where nothing is said', request({ authorization: 'Bearer k_1' }), undefined, 'k_1'],
    ['a bearer token', request({ authorization: 'bearer k_1' }), { type: 'http', scheme: 'bearer' }, 'k_1'],
    ['a header of fetch', request({ 'x-api-key': 'k_1' }), header, 'k_1'],
    [
      'a header of Node',
      { headers: { 'x-api-key': 'k_1' }, rawHeaders: ['X-Api-Key', 'k_1'] },
      header,
      'k_1',
    ],
    ['a header of Fastify', { raw: { headers: {}, rawHeaders: ['x-api-key', 'k_1'] } }, header, 'k_1'],
    ['headers alone', { headers: { 'x-api-key': 'k_1' } }, header, 'k_1'],
    ['a query', request({}, '/a?b=1&api_key=k%201'), query, 'k 1'],
    ['a query of Node', { headers: {}, url: '/a?api_key=k_1' }, query, 'k_1'],
    ['a cookie', request({ cookie: 'a=b; session=k_1; c=d' }), cookie, 'k_1'],
    ['a quoted cookie', { headers: { cookie: 'session="k_1"' } }, cookie, 'k_1'],
  ] as const)('is %s', (_name, from, scheme, key) => {
    expect(credentialOf(untyped<Request>(from), scheme)).toBe(key);
  });

  test.each([
    ['an empty header', request({ 'x-api-key': '' }), header],
    ['no header', request({ authorization: 'Bearer k_1' }), header],
    ['a header that came twice', { headers: {}, rawHeaders: ['X-Api-Key', 'a', 'x-api-key', 'a'] }, header],
    ['a header that is a list', untyped<Request>({ headers: { 'x-api-key': ['a', 'b'] } }), header],
    ['no headers', untyped<Request>({}), header],
    ['a query that has it twice', request({}, '/?api_key=a&api_key=b'), query],
    ['no query', request({}, '/api_key=a'), query],
    ['no address', { headers: {} }, query],
    ['a cookie that came twice', request({ cookie: 'session=a; session=b' }), cookie],
    ['a cookie of another name', request({ cookie: 'xsession=a; session2=b' }), cookie],
    ['no cookie', request({}), cookie],
  ] as const)('is none for %s', (_name, from, scheme) => {
    expect(credentialOf(from, scheme)).toBeUndefined();
  });

  test('is no property of a polluted prototype', () => {
    Object.assign(Object.prototype, { 'x-api-key': 'k_admin', authorization: 'Bearer k_admin' });
    try {
      expect(credentialOf({ headers: {} }, header)).toBeUndefined();
      expect(credentialOf({ headers: {} })).toBeUndefined();
    } finally {
      for (const name of ['x-api-key', 'authorization']) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

describe('the refusals of an API key', () => {
  test.each([
    [header, 'in="header", name="X-API-Key"', 'the header X-API-Key'],
    [query, 'in="query", name="api_key"', 'the query parameter api_key'],
    [cookie, 'in="cookie", name="session"', 'the cookie session'],
  ] as const)('name its place: %j', (scheme, parameters, place) => {
    const refuse = refusals({ scheme, realm: 'atender', resourceMetadata: 'https://api.example.com/meta' });
    const challenge = `ApiKey realm="atender", resource_metadata="https://api.example.com/meta", ${parameters}`;
    expect(refuse.missingCredentials.headers['www-authenticate']).toBe(challenge);
    expect(refuse.missingCredentials.body.detail).toBe(`A key is needed, in ${place}.`);
    expect(refuse.invalidToken.headers['www-authenticate']).toBe(challenge);
    expect(refuse.invalidToken.body.detail).toBe(`The key in ${place} is not valid.`);
  });

  test.each([
    { type: 'http', scheme: 'basic' },
    { type: 'apiKey', in: 'body', name: 'key' },
    { type: 'apiKey', in: 'header', name: '' },
    { type: 'apiKey', in: 'header', name: 'a b' },
    { type: 'apiKey', in: 'cookie', name: 'a=b' },
    { type: 'apiKey', in: 'header' },
    { type: 'oauth2' },
    {},
  ])('are not made for %j', (scheme) => {
    expect(() => refusals({ scheme: untyped<Scheme>(scheme) })).toThrow(TypeError);
  });
});

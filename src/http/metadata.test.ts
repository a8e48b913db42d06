import { describe, expect, test } from 'vitest';
import { defineScopes } from '../index.js';
import { metadataUrl, protectedResourceMetadata } from './metadata.js';

const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], billing: ['read'] },
  deprecated: { 'people:read': 'contacts:read' },
  docs: { scopes: { 'billing:read': { restricted: true }, 'contacts:read': { title: 'Contacts' } } },
});

describe('the metadata of a protected resource', () => {
  test('offers the scopes that are not restricted', () => {
    expect(protectedResourceMetadata(atender, { resource: 'https://api.example.com' })).toEqual({
      resource: 'https://api.example.com',
      bearer_methods_supported: ['header'],
      scopes_supported: ['contacts:read', 'contacts:write'],
    });
  });

  test('does not offer what only an authorization server knows', () => {
    const plain = defineScopes('plain', { surfaces: { tags: ['read'] }, scopes: ['offline_access'] });
    expect(
      protectedResourceMetadata(plain, { resource: 'https://api.example.com' }).scopes_supported,
    ).toEqual(['tags:read']);
  });

  test('of a vocabulary without texts offers all', () => {
    const plain = defineScopes('plain', { surfaces: { tags: ['read'] } });
    expect(
      protectedResourceMetadata(plain, { resource: 'https://api.example.com' }).scopes_supported,
    ).toEqual(['tags:read']);
  });

  test('says what else it is given, and never other scopes', () => {
    const given = {
      resource: 'https://api.example.com',
      authorization_servers: ['https://login.example.com'],
      bearer_methods_supported: ['body'],
      scopes_supported: ['everything'],
      'resource_name#de': 'Atender',
    } as const;
    expect(protectedResourceMetadata(atender, given)).toEqual({
      ...given,
      scopes_supported: ['contacts:read', 'contacts:write'],
    });
  });
});

describe('where it is served', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com', ''],
    ['https://api.example.com/', 'https://api.example.com', ''],
    ['https://example.com/api/v1', 'https://example.com', '/api/v1'],
    ['https://example.com/api?k1=v1', 'https://example.com', '/api?k1=v1'],
    ['https://example.com:8443/', 'https://example.com:8443', ''],
    // On this machine, http will do.
    ['http://localhost:3000', 'http://localhost:3000', ''],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000', ''],
    ['http://[::1]:3000', 'http://[::1]:3000', ''],
  ])('%s', (resource, origin, rest) => {
    expect(metadataUrl(resource)).toBe(`${origin}/.well-known/oauth-protected-resource${rest}`);
  });

  test.each([
    'http://api.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'ftp://api.example.com',
    'https://api.example.com/#top',
    'https://api.example.com/#',
    'api.example.com',
    '',
  ])('%j is no protected resource', (resource) => {
    expect(() => metadataUrl(resource)).toThrow(TypeError);
    expect(() => protectedResourceMetadata(atender, { resource })).toThrow(TypeError);
  });
});

/** Where write implies read and scopes are spelled `write_products`, Shopify's `AuthScopes` decides the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../../support/law.js';
import { untyped } from '../../support/untyped.js';
import { AuthScopes } from './peers.js';

const shopify = untyped.defineScopes('shopify', {
  format: '{action}_{surface}',
  surfaces: {
    products: ['read', 'write'],
    orders: ['read', 'write'],
    // A surface that begins like a scope, one that can only be read, and one that can only be written.
    write_offs: ['read', 'write'],
    analytics: ['read'],
    pixels: ['write'],
    checkouts: ['read', 'write', 'unauthenticated_read', 'unauthenticated_write'],
  },
  implies: { write: ['read'], unauthenticated_write: ['unauthenticated_read'] },
});
const scope = fc.constantFrom(...shopify.scopes);
const held = fc.array(scope, { maxLength: 8 });
/** Each says something else of a scope that the vocabulary does not have; no scope of it follows from one of these. */
const stranger = fc.constantFrom(
  'write_themes',
  'read_',
  'write_',
  'Write_products',
  'write-products',
  'products',
);
const strangers = fc.array(stranger, { maxLength: 2 });

describe('the decision is the same', () => {
  law(
    'for one scope and for all of some',
    [held, strangers, fc.array(scope, { minLength: 1, maxLength: 4 })],
    (held, strangers, asked) => {
      const stored = [...strangers, ...held];
      const auth = new AuthScopes(stored);
      const { grant } = shopify.parse(stored);
      expect(shopify.check(grant, shopify.allOf(...asked)).ok).toBe(auth.has(asked));
      for (const scope of asked) expect(grant.has(scope)).toBe(auth.has([scope]));
    },
  );

  law('and so are the fewest scopes that hold it', [held], (held) => {
    expect([...shopify.parse(held).grant.minimal].sort()).toEqual(new AuthScopes(held).toArray().sort());
  });
});

describe('the decision differs on purpose', () => {
  test('where nothing is asked', () => {
    expect(new AuthScopes([]).has([])).toBe(true);
    expect(() => shopify.allOf()).toThrow(TypeError);
  });

  test('where what is asked is misspelt', () => {
    expect(new AuthScopes(['write_produtcs']).has(['read_produtcs'])).toBe(true);
    expect(() => shopify.check(shopify.parse(['write_produtcs']).grant, 'read_produtcs')).toThrow(TypeError);
  });

  test('where a stored scope is surrounded by white space that no browser types', () => {
    expect(new AuthScopes(['\u00a0read_orders\ufeff']).has(['read_orders'])).toBe(true);
    expect(shopify.parse(['\u00a0read_orders\ufeff']).grant.has('read_orders')).toBe(false);
  });
});

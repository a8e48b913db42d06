/** What is imported and what is required are one library. A copy of it is another one. */
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as imported from 'scopeproof';
import { guardRoutes as importedGuard } from 'scopeproof/http';
import { definition, refusal, run, same } from './suite.mjs';

const require = createRequire(import.meta.url);
const required = require('scopeproof');
const folder = dirname(dirname(fileURLToPath(import.meta.resolve('scopeproof'))));
cpSync(folder, `${folder}-copy`, { recursive: true });
const copied = require('scopeproof-copy');

const made = [imported, copied].map(({ authenticated, defineKey, defineScopes, ...rest }) => {
  const vocabulary = defineScopes('atender', definition);
  const api = rest.defineRoutes(vocabulary, { 'GET /tags': 'tags:read', 'GET /me': authenticated });
  const key = defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /tags'] });
  return { ...rest, vocabulary, api, key, grant: vocabulary.parse('tags:read').grant };
});
const bothWays = [made, [...made].reverse()];

const notAGrant = 'not a grant of this vocabulary in this copy of scopeproof';

const checks = {
  'what is imported is what is required'() {
    same(Object.keys(imported).sort(), Object.keys(required).sort());
    for (const [name, value] of Object.entries(imported)) same(required[name] === value, true);
    same(require('scopeproof/http').guardRoutes === importedGuard, true);
    same(copied.defineScopes === imported.defineScopes, false);
  },
  'a copy takes no grant of the other'() {
    for (const [{ vocabulary, api }, { grant }] of bothWays) {
      refusal(TypeError, notAGrant, () => vocabulary.authorize(grant, 'tags:read'));
      refusal(TypeError, notAGrant, () => vocabulary.check(grant, 'tags:read'));
      refusal(TypeError, notAGrant, () => vocabulary.has(grant, 'tags:read'));
      refusal(TypeError, notAGrant, () => vocabulary.attenuate(grant, []));
      refusal(TypeError, notAGrant, () => vocabulary.missing(grant, ['tags:read']));
      refusal(TypeError, notAGrant, () => api.authorize(grant, 'GET /me'));
    }
  },
  'a copy takes no key, table or requirement of the other'() {
    for (const [{ audit, defineRoutes, leastScopes, vocabulary, api, grant }, other] of bothWays) {
      refusal(TypeError, 'not a key of this vocabulary in this copy of scopeproof', () =>
        audit(api, other.key),
      );
      refusal(TypeError, 'made by another copy of scopeproof', () => leastScopes(other.api, ['GET /tags']));
      refusal(TypeError, 'made by another copy of scopeproof', () => defineRoutes(other.vocabulary, {}));
      refusal(TypeError, 'in this copy of scopeproof', () => vocabulary.authorize(grant, other.open));
      refusal(TypeError, 'in this copy of scopeproof', () =>
        vocabulary.authorize(grant, other.vocabulary.allOf('tags:read')),
      );
    }
  },
  'a grant goes from one copy to the other as a string'() {
    for (const [{ vocabulary }, { grant }] of bothWays)
      same(vocabulary.parse(String(grant)).grant.held, ['tags:read']);
  },
};

console.log(JSON.stringify(run(checks)));

/** An application can end up with both builds of the package, one imported and one required: they are two libraries. */
import { createRequire } from 'node:module';
import * as imported from 'scopeproof';
import { definition, refusal, run, same } from './suite.mjs';

const required = createRequire(import.meta.url)('scopeproof');

const made = [imported, required].map(({ authenticated, defineKey, defineRoutes, defineScopes, ...rest }) => {
  const vocabulary = defineScopes('atender', definition);
  const api = defineRoutes(vocabulary, { 'GET /tags': 'tags:read', 'GET /me': authenticated });
  const key = defineKey(api, 'reader', { scopes: ['tags:read'], routes: ['GET /tags'] });
  return { ...rest, vocabulary, api, key, grant: vocabulary.parse('tags:read').grant };
});
const bothWays = [made, [...made].reverse()];

const checks = {
  'both builds offer the same'() {
    same(Object.keys(imported).sort(), Object.keys(required).sort());
    same(imported.defineScopes === required.defineScopes, false);
  },
  'neither takes a grant of the other'() {
    for (const [{ vocabulary, api }, { grant }] of bothWays) {
      refusal(TypeError, 'not a grant', () => vocabulary.authorize(grant, 'tags:read'));
      refusal(TypeError, 'not a grant', () => vocabulary.check(grant, 'tags:read'));
      refusal(TypeError, 'not a grant', () => vocabulary.has(grant, 'tags:read'));
      refusal(TypeError, 'not a grant', () => vocabulary.attenuate(grant, []));
      refusal(TypeError, 'not a grant', () => vocabulary.missing(grant, ['tags:read']));
      refusal(TypeError, 'not a grant', () => api.authorize(grant, 'GET /me'));
    }
  },
  'neither takes a key, a table or a requirement of the other'() {
    for (const [{ audit, leastScopes, vocabulary, api, grant }, other] of bothWays) {
      refusal(TypeError, 'not a key', () => audit(api, other.key));
      refusal(TypeError, 'not a route table', () => leastScopes(other.api, ['GET /tags']));
      refusal(TypeError, '', () => vocabulary.authorize(grant, other.open));
      refusal(TypeError, '', () => vocabulary.authorize(grant, other.vocabulary.allOf('tags:read')));
    }
  },
  'a grant goes from one to the other as a string'() {
    for (const [{ vocabulary }, { grant }] of bothWays)
      same(vocabulary.parse(String(grant)).grant.held, ['tags:read']);
  },
};

console.log(JSON.stringify(run(checks)));

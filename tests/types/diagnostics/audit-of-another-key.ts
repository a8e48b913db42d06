import { audit } from 'scopeproof';
import { api, github } from '../../../type-tests/atender.js';

audit(api, github.key('gists', { scopes: ['gist'] })); // ← wrong: github

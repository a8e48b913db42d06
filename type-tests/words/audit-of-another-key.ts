import { audit } from 'scopeproof';
import { api, github } from '../atender.js';

audit(api, github.key('gists', { scopes: ['gist'] })); // ← wrong

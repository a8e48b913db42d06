import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

defineKey(api, 'crm-sync', {
  scope: ['tags:read'], // ← wrong: scope
});

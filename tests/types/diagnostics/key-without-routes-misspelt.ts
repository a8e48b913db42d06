import { atender } from '../../../type-tests/atender.js';

atender.key('crm-sync', { scopes: ['contacts:raed'] }); // ← wrong

import { defineKey } from 'scopeproof';
import { api } from '../../../type-tests/atender.js';

const scopes = ['contacts:read'];
defineKey(api, 'k', { scopes }); // ← wrong: as const

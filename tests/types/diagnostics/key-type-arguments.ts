import { defineKey } from 'scopeproof';
import { type Atender, api } from '../../../type-tests/atender.js';

type Table = { readonly 'GET /api/v1/tags': 'tags:read' };
defineKey<Atender, Table, ['tags:read']>(api, 'crm-sync', { scopes: ['tags:read'] }); // ← wrong: type arguments

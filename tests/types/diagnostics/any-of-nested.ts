import { atender } from '../../../type-tests/atender.js';

atender.anyOf('contacts:read', atender.anyOf('tags:read', 'knowledge:read')); // ← wrong: an alternative is a scope or an allOf

import { atender } from '../../../type-tests/atender.js';

atender.anyOf('contacts:read', ['tags:read', 'knowledge:read']); // ← wrong: a bare list could mean all or any

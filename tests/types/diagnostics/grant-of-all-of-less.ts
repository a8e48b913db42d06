import type { GrantOf } from 'scopeproof';
import { type Atender, atender, grant } from '../../../type-tests/atender.js';

const both = atender.allOf('contacts:read', 'tags:read');
const tag = (proven: GrantOf<Atender, typeof both>): string => String(proven);
tag(atender.authorize(grant, 'contacts:read')); // ← wrong: tags:read

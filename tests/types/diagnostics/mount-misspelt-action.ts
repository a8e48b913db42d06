import { mount } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

mount(atender, '/api/v1/kb', 'knowledge', { GET: 'raed' }); // ← wrong: raed

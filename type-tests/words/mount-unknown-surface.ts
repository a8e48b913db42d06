import { mount } from 'scopeproof';
import { atender } from '../atender.js';

mount(atender, '/api/v1/kb', 'knowlegde'); // ← wrong

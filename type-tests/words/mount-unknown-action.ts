import { mount } from 'scopeproof';
import { atender } from '../atender.js';

export const routes = mount(atender, '/tags', 'tags', { GET: 'raed' }); // ← wrong

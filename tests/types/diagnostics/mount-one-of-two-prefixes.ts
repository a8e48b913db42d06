import { mount } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

const prefix = Math.random() > 0.5 ? '/kb' : '/docs';
mount(atender, prefix, 'knowledge'); // ← wrong: one of several

import { atender } from '../../../type-tests/atender.js';

atender.missing([], ['contacts:raed']); // ← wrong

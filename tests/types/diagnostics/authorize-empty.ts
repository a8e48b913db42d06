import { atender, grant } from '../../../type-tests/atender.js';

atender.authorize(grant, ''); // ← wrong: ""

import { github, listContacts } from '../../../type-tests/atender.js';

const proven = github.authorize(github.parse('repo').grant, 'repo');
listContacts(proven); // ← wrong: github

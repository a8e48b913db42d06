import { github, listContacts } from '../atender.js';

const proven = github.authorize(github.parse('repo').grant, 'repo');
listContacts(proven); // ← wrong

// A token of one API is taken for a key of another.
// Expected under `proven`: Type '"github"' is not assignable to type '"atender"'
import { listContacts } from '../atender/desk.js';
import { github } from '../github/scopes.js';

const proven = github.authorize(github.parse('admin:org').grant, 'read:org');
listContacts(proven);

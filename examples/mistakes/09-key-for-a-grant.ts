// A key is a claim. Only a check makes a grant of it.
// Expected under `onboarding`: is not assignable to parameter of type 'Grant<"atender"
import { createContact } from '../atender/desk.js';
import { onboarding } from '../atender/keys.js';

createContact(onboarding, 'Ada');

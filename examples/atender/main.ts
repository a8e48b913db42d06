/** Starts the API, and shows a key to try it with: `npx tsx examples/atender/main.ts`. */
import { onboarding } from './keys.js';
import { createApi } from './server.js';
import { KeyStore } from './store.js';

const keys = new KeyStore();
const secret = keys.issue(onboarding, 'owner@atender.example');
const port = 8080;

createApi(keys).listen(port, '127.0.0.1', () => {
  console.log(`curl -H 'Authorization: Bearer ${secret}' http://127.0.0.1:${port}/api/v1/me`);
});

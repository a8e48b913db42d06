/**
 * What a token opens, from its scopes as GitHub lists them in the header `X-OAuth-Scopes`:
 *
 *     npx tsx examples/github/main.ts 'repo:status, read:org'
 */
import { buildServer, onboarding, packageJanitor, workflowBot } from './keys.js';
import { api } from './routes.js';
import { github } from './scopes.js';

function report(name: string, scopes: readonly string[]): void {
  const { grant, unknown } = github.parse(scopes);
  console.log(`${name}: ${grant}`);
  for (const route of api.routes) if (api.check(grant, route).ok) console.log(`  ${route}`);
  if (unknown.length > 0) console.log(`  GitHub has no ${unknown.join(', ')}`);
}

const header = process.argv[2];
if (header !== undefined) report('your token', header.split(/,\s*/));
else for (const key of [buildServer, onboarding, workflowBot, packageJanitor]) report(key.name, key.scopes);

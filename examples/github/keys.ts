/** Tokens of some programs that work with GitHub. Try to add a scope or a route: the compiler objects. */
import { defineKey, leastKey } from 'scopeproof';
import { api } from './routes.js';

/** A build server needs `repo:status`, and not `repo`, which could push code. */
export const buildServer = defineKey(api, 'build-server', {
  scopes: ['repo:status', 'repo_deployment'],
  routes: ['POST /repos/:owner/:repo/statuses/:sha', 'POST /repos/:owner/:repo/deployments/:id/statuses'],
});

/** `admin:org` brings `read:org` along. */
export const onboarding = defineKey(api, 'onboarding', {
  scopes: ['admin:org'],
  routes: ['GET /orgs/:org/teams', 'PUT /orgs/:org/memberships/:username'],
});

export const workflowBot = defineKey(api, 'workflow-bot', {
  scopes: ['repo', 'workflow'],
  routes: ['PUT /repos/:owner/:repo/contents/*', 'PUT /repos/:owner/:repo/contents/.github/workflows/*'],
});

/** Only the routes are given; the narrowest scopes follow from them. */
export const packageJanitor = leastKey(api, 'package-janitor', {
  routes: ['GET /orgs/:org/packages', 'DELETE /orgs/:org/packages/:package_type/:package_name'],
});

/** Some routes of GitHub's REST API, each with the scopes that its documentation asks of an OAuth token. */
import { authenticated, defineRoutes, open } from 'scopeproof';
import { github } from './scopes.js';

export const api = defineRoutes(github, {
  'GET /zen': open,
  'GET /user': authenticated,
  'GET /user/emails': 'user:email',
  'PUT /user/following/:username': 'user:follow',
  'GET /user/keys': 'read:public_key',
  'POST /user/keys': 'write:public_key',
  'DELETE /user/keys/:key_id': 'admin:public_key',
  'POST /gists': 'gist',
  'GET /notifications': github.anyOf('notifications', 'repo'),

  'POST /repos/:owner/:repo/statuses/:sha': 'repo:status',
  'POST /repos/:owner/:repo/deployments/:id/statuses': 'repo_deployment',
  'GET /repos/:owner/:repo/hooks': github.anyOf('read:repo_hook', 'public_repo'),
  'POST /repos/:owner/:repo/hooks': github.anyOf('write:repo_hook', 'public_repo'),
  'PUT /repos/:owner/:repo/contents/*': 'repo',
  // The same call on a narrower path: who edits a workflow runs code with the repository's secrets.
  'PUT /repos/:owner/:repo/contents/.github/workflows/*': github.allOf('repo', 'workflow'),
  'DELETE /repos/:owner/:repo': 'delete_repo',

  'GET /orgs/:org/teams': 'read:org',
  'PUT /orgs/:org/memberships/:username': 'admin:org',
  'PATCH /orgs/:org': github.anyOf('admin:org', 'repo'),
  'GET /orgs/:org/packages': 'read:packages',
  // Whoever deletes a package must name it first: the documentation asks for both scopes.
  'DELETE /orgs/:org/packages/:package_type/:package_name': github.allOf('read:packages', 'delete:packages'),
  'GET /orgs/:org/audit-log': 'read:audit_log',
  'GET /enterprises/:enterprise/actions/runners': 'manage_runners:enterprise',
});

/**
 * GitHub's OAuth scopes, as "Scopes for OAuth apps" in its documentation lists them: pairs of action and
 * surface (`read:org`) mixed with bare scopes, some of which only look like pairs (`repo:status`).
 */
import { defineScopes } from 'scopeproof';

export const github = defineScopes('github', {
  format: '{action}:{surface}',
  surfaces: {
    repo_hook: ['read', 'write', 'admin'],
    org: ['read', 'write', 'admin'],
    org_hook: ['admin'],
    public_key: ['read', 'write', 'admin'],
    gpg_key: ['read', 'write', 'admin'],
    packages: ['read', 'write', 'delete'],
    enterprise: ['read', 'manage_runners', 'manage_billing', 'admin'],
    audit_log: ['read'],
    user: ['read'],
    project: ['read'],
  },
  scopes: [
    'site_admin',
    'repo',
    'repo:status',
    'repo_deployment',
    'public_repo',
    'repo:invite',
    'security_events',
    'gist',
    'notifications',
    'user',
    'user:email',
    'user:follow',
    'project',
    'delete_repo',
    'codespace',
    'workflow',
  ],

  // An action brings along those of these that its surface has: `admin:org` has no runners to manage.
  implies: {
    admin: ['write', 'read', 'manage_runners', 'manage_billing'],
    write: ['read'],
  },

  // The bare scopes have no surface, so what they contain is listed.
  includes: {
    repo: ['repo:status', 'repo_deployment', 'public_repo', 'repo:invite', 'security_events'],
    user: ['read:user', 'user:email', 'user:follow'],
    project: ['read:project'],
  },
});

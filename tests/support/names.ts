/** The names that random vocabularies are made of, chosen to be confused with each other. */

// Every place where a placeholder may stand, and literal text that would mean something in a regular expression.
export const FORMATS = [
  '{surface}:{action}',
  '{action}:{surface}',
  '{action}_{surface}',
  '{surface}.{action}',
  '{surface}/{action}',
  '{surface}-{action}',
  'crm.objects.{surface}.{action}',
  'okta.{surface}.{action}',
  'https://api.example.com/auth/{surface}.{action}',
  '{surface}:{action}:v1',
  'api({action}|{surface})+',
  '{surface}{action}',
  '{action}::{surface}',
] as const;

// Some names are properties of every object, one is an integer, and some are the beginning or end of another.
export const SURFACES = [
  'contacts',
  'tags',
  'tag',
  'knowledge',
  'users',
  'repo',
  'repository',
  'audit_log',
  'crm.lists',
  'apps',
  'constructor',
  'toString',
  'a',
  'ab',
  'Contacts',
  '2024',
  "o'brien",
  '$&',
  'read',
  'sla',
] as const;
export const ACTIONS = [
  'read',
  'write',
  'admin',
  'manage',
  'delete',
  'list',
  'ad',
  'd',
  'unread',
  'rewrite',
  'read_all',
  'read.all',
  'bulk:read',
  'valueOf',
  'a',
  'Read',
  '1',
  '$1',
] as const;
export const BARE = [
  'gist',
  'offline_access',
  'openid',
  'read',
  'repo',
  'user:email',
  'hasOwnProperty',
  'a.b.c',
] as const;
export const BUNDLES = ['basic', 'read_all', 'full_access', 'integration', 'constructor', 'gist'] as const;

/** The tables, each made unless it is there, and what was added to them since. */
export const tables: readonly string[] = [
  `create table if not exists api_keys (
    id text primary key,
    hash bytea not null,
    name text not null,
    scopes text[] not null,
    outside boolean not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  'alter table api_keys add column if not exists minted_by text references api_keys',
  'create index if not exists api_keys_minted_by on api_keys (minted_by)',
  // One row, which whoever changes keys locks.
  'create table if not exists keyring (one boolean primary key default true check (one))',
  'insert into keyring default values on conflict do nothing',
  `create table if not exists articles (
    id integer generated always as identity primary key,
    folder text not null,
    title text not null,
    body text not null
  )`,
  `create table if not exists contacts (
    id integer generated always as identity primary key,
    name text not null,
    email text not null
  )`,
  `create table if not exists conversations (
    id integer generated always as identity primary key,
    contact_id integer not null references contacts on delete cascade,
    status text not null default 'open' check (status in ('open', 'pending', 'closed')),
    assignee text,
    opened_at timestamptz not null default now(),
    answered_at timestamptz,
    promised_minutes integer not null default 30
  )`,
  `create table if not exists messages (
    id integer generated always as identity primary key,
    conversation_id integer not null references conversations on delete cascade,
    sender text not null check (sender in ('contact', 'agent')),
    body text not null
  )`,
  `create table if not exists tags (
    name text primary key
  )`,
  `create table if not exists conversation_tags (
    conversation_id integer not null references conversations on delete cascade,
    tag text not null references tags on delete cascade,
    primary key (conversation_id, tag)
  )`,
  `create table if not exists dashboards (
    name text primary key,
    charts text[] not null
  )`,
];

/** The vocabulary of Atender, an omnichannel support API: every scope, and what it brings along. */
import { defineScopes } from 'scopeproof';

export const atender = defineScopes('atender', {
  surfaces: {
    knowledge: ['read', 'write'],
    conversations: ['read', 'write'],
    contacts: ['read', 'write'],
    tags: ['read', 'write'],
    analytics: ['read', 'write'],
    users: ['read', 'write'],
    settings: ['read', 'write'],
    search: ['read', 'write'],
    bulk: ['read', 'write'],
    webhooks: ['read', 'write'],
    channels: ['read', 'write'],
    automations: ['read', 'write'],
    agents: ['read', 'write'],
    snippets: ['read', 'write'],
    sla: ['read', 'write'],
    attachments: ['read', 'write'],
    notifications: ['read', 'write'],
    teams: ['read', 'write'],
    csat: ['read', 'write'],
    status: ['read', 'write'],
  },

  // Whoever may change a thing may look at it: `contacts:write` needs no `contacts:read` beside it.
  implies: { write: ['read'] },

  bundles: {
    basic: ['contacts:read', 'conversations:read', 'tags:read'],
    read_all: ['*:read'],
    write_all: ['*:write'],
    full_access: ['*'],
    analytics_only: ['analytics:read', 'conversations:read'],
    integration: [
      'knowledge:read',
      'conversations:write',
      'contacts:write',
      'tags:write',
      'attachments:write',
      'search:read',
    ],
  },

  // The same list feeds the consent screen and the documentation, so that neither can drift from it.
  docs: {
    surfaces: {
      knowledge: {
        title: 'Knowledge base',
        description: 'Articles, categories, subcategories and their tags, and the search in them.',
      },
      conversations: {
        title: 'Conversations',
        description: 'Conversations with their messages and attachments.',
      },
      contacts: { title: 'Contacts', description: 'Contacts and the values of their custom fields.' },
      tags: { title: 'Tags', description: 'The tags of the workspace, as a list and as a tree.' },
      analytics: {
        title: 'Analytics',
        description: 'Dashboards, breach rates, conversation volume and agent statistics.',
      },
      users: { title: 'Users', description: 'Who can sign in to the workspace.' },
      settings: { title: 'Settings', description: 'How the workspace is run.' },
      search: { title: 'Search', description: 'One search over all that the key may read.' },
      bulk: { title: 'Bulk jobs', description: 'Imports and exports of many records at once.' },
      webhooks: { title: 'Webhooks', description: 'Addresses that are told what happens.' },
      channels: { title: 'Channels', description: 'Mailboxes, chat widgets and phone lines.' },
      automations: { title: 'Automations', description: 'Rules that act without anyone.' },
      agents: { title: 'Agents', description: 'Who answers, and when they are there.' },
      snippets: { title: 'Snippets', description: 'Ready-made answers.' },
      sla: { title: 'Service levels', description: 'How soon which customer is promised an answer.' },
      attachments: { title: 'Attachments', description: 'Files, by themselves.' },
      notifications: { title: 'Notifications', description: 'What agents are told, and how.' },
      teams: { title: 'Teams', description: 'Agents in groups.' },
      csat: { title: 'Satisfaction', description: 'Surveys, and what customers answered.' },
      status: { title: 'Status page', description: 'What is out of order.' },
    },
    scopes: {
      'knowledge:write': {
        title: 'Edit the knowledge base',
        description: 'Create, change and delete what is in it.',
      },
      'conversations:write': {
        title: 'Work on conversations',
        description: 'Create conversations, send messages, change the status, assign.',
      },
      'tags:write': { title: 'Manage tags', description: 'Create, edit, delete and assign tags.' },
      'analytics:write': {
        title: 'Change analytics',
        description: 'Rewrites the figures that others report from. Rarely granted outside the company.',
        restricted: true,
      },
    },
    bundles: {
      basic: { title: 'Basic', description: 'Read-only integrations and audit tooling.' },
      read_all: { title: 'Read everything', description: 'Monitoring.' },
      write_all: { title: 'Write everything', description: 'Migrations.' },
      full_access: { title: 'Full access', description: 'Internal tooling.' },
      analytics_only: { title: 'Reporting', description: 'Figures, and the conversations behind them.' },
      integration: {
        title: 'Integration',
        description:
          'What a help-desk integration does all day: it keeps contacts, conversations and tags in step, sends files, ' +
          'and answers from the knowledge base. It cannot change how the workspace is run (settings, users, teams, ' +
          'automations), move data in bulk, see how agents perform, or add a webhook, which would deliver more than ' +
          'these scopes may read.',
      },
    },
  },
});

export type Atender = typeof atender;

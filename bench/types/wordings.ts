/** One program in the words of each package that types scopes: scopes are declared, and literals asked for. */
import { betterAuth, casl, ours, type Peer, permix, plainUnions, unkey } from '../peers.js';
import { linesOf } from './programs.js';

export interface Surface {
  readonly name: string;
  readonly actions: readonly string[];
}

export interface Scope {
  readonly surface: string;
  readonly action: string;
}

/** How the documentation of a package says to write it. */
export interface Wording {
  readonly name: string;
  readonly peer: Peer;
  declare(surfaces: readonly Surface[]): readonly string[];
  /** An expression that compiles for a scope alone. */
  ask(scope: Scope): string;
}

export const programOf = (wording: Wording, surfaces: readonly Surface[], asked: readonly Scope[]): string =>
  linesOf(
    ...wording.declare(surfaces),
    ...asked.map((scope, i) => `export const answer${i} = ${wording.ask(scope)};`),
  );

// What a caller holds comes from a store everywhere, but for the roles of better-auth, which are written down.

const scopeproofOver = (surfaces: readonly Surface[]): readonly string[] => [
  "import { defineScopes } from 'scopeproof';",
  "const vocabulary = defineScopes('api', {",
  '  surfaces: {',
  ...surfaces.map(({ name, actions }) => `    ${name}: ${list(actions)},`),
  '  },',
  "  implies: { write: ['read'] },",
  '});',
  'declare const stored: string;',
  'const { grant } = vocabulary.parse(stored);',
];

const caslOver = (...abilities: readonly string[]): readonly string[] => [
  "import { createMongoAbility, type MongoAbility, type RawRuleOf } from '@casl/ability';",
  ...abilities,
  'type AppAbility = MongoAbility<Abilities>;',
  'declare const stored: RawRuleOf<AppAbility>[];',
  'const ability = createMongoAbility<AppAbility>(stored);',
];

/** Answers with yes or no, as the peers do. */
export const has: Wording = {
  name: 'scopeproof, has',
  peer: ours,
  declare: scopeproofOver,
  ask: ({ surface, action }) => `vocabulary.has(grant, '${surface}:${action}')`,
};

/** Answers with a proof, as no peer does. */
const authorize: Wording = {
  name: 'scopeproof, authorize',
  peer: ours,
  declare: scopeproofOver,
  ask: ({ surface, action }) => `vocabulary.authorize(grant, '${surface}:${action}')`,
};

export const wordings: readonly Wording[] = [
  has,
  authorize,
  {
    name: 'permix',
    peer: permix,
    declare: (surfaces) => [
      "import { createPermix, type PermixDefinition, type PermixRules } from 'permix';",
      'type Definition = PermixDefinition<{',
      ...surfaces.map(({ name, actions }) => `  ${name}: { action: ${union(actions)} };`),
      '}>;',
      'declare const stored: PermixRules<Definition>;',
      'const permix = createPermix<Definition>();',
      'permix.setup(stored);',
    ],
    ask: ({ surface, action }) => `permix.check('${surface}', '${action}')`,
  },
  {
    name: '@casl/ability, [action, subject]',
    peer: casl,
    declare: (surfaces) =>
      caslOver(
        `type Action = ${union([...new Set(surfaces.flatMap(({ actions }) => actions))])};`,
        `type Subject = ${union(surfaces.map(({ name }) => name))};`,
        'type Abilities = [Action, Subject];',
      ),
    ask: ({ surface, action }) => `ability.can('${action}', '${surface}')`,
  },
  {
    name: '@casl/ability, a tuple per subject',
    peer: casl,
    declare: (surfaces) =>
      caslOver(
        'type Abilities =',
        ...surfaces.map(({ name, actions }) => `  | [${union(actions)}, '${name}']`),
        ';',
      ),
    ask: ({ surface, action }) => `ability.can('${action}', '${surface}')`,
  },
  {
    name: 'better-auth, access control',
    peer: betterAuth,
    declare: (surfaces) => [
      "import { createAccessControl } from 'better-auth/plugins/access';",
      'const statement = {',
      ...surfaces.map(({ name, actions }) => `  ${name}: ${list(actions)},`),
      '} as const;',
      'const ac = createAccessControl(statement);',
      'const role = ac.newRole({',
      ...surfaces.map(({ name, actions }) => `  ${name}: ${list(actions.slice(0, 1))},`),
      '});',
    ],
    ask: ({ surface, action }) => `role.authorize({ ${surface}: ['${action}'] })`,
  },
  {
    name: '@unkey/rbac, queries',
    peer: unkey,
    declare: (surfaces) => [
      "import { buildQuery, type Flatten, RBAC } from '@unkey/rbac';",
      'type Resources = {',
      ...surfaces.map(({ name, actions }) => `  ${name}: ${union(actions)};`),
      '};',
      'type Permission = Flatten<Resources>;',
      'declare const stored: string[];',
      'const rbac = new RBAC();',
    ],
    ask: ({ surface, action }) =>
      `rbac.evaluatePermissions(buildQuery<Permission>(({ and }) => and('${surface}.${action}')), stored)`,
  },
  {
    name: 'plain unions',
    peer: plainUnions,
    declare: (surfaces) => [
      'type Scope =',
      ...surfaces.flatMap(({ name, actions }) => actions.map((action) => `  | '${name}:${action}'`)),
      ';',
      'declare const stored: ReadonlySet<Scope>;',
    ],
    ask: ({ surface, action }) => `stored.has('${surface}:${action}')`,
  },
];

const quoted = (names: readonly string[]): readonly string[] => names.map((name) => `'${name}'`);
const union = (names: readonly string[]): string => quoted(names).join(' | ');
const list = (names: readonly string[]): string => `[${quoted(names).join(', ')}]`;

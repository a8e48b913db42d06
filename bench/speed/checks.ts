/** Whether a caller holds what is asked: what every request pays. */
import { and, or } from '@unkey/rbac';
import { satisfiesExpression } from 'taskcluster-lib-scopes';
import { defineRoutes, type Requirement } from '../../dist/index.js';
import type { Effort } from '../effort.js';
import { times } from '../format.js';
import { bareBits, betterAuth, casbin, casl, ours, permix, plainSet, taskcluster, unkey } from '../peers.js';
import type { Goal, Section } from '../report.js';
import {
  asking,
  askingThrice,
  compare,
  type Three,
  type Timing,
  timingsPanel,
  timingsTable,
  type Way,
} from './compare.js';
import {
  betterAuthHolding,
  bySurface,
  casbinHolding,
  caslHolding,
  permixHolding,
  unkeyRbac,
} from './holders.js';
import { literal, type Named, type Scope, scopesOf, vocabularyOf } from './scopes.js';

const vocabulary = vocabularyOf(100);
const all = scopesOf(100);
const held = all.slice(0, 66);
const allNames = all.map(({ name }) => name);
const names = allNames.slice(0, held.length);

const { grant } = vocabulary.parse(names);
const set = new Set<string>(names);
const bits = [0, 0, 0, 0];
for (const number of held.keys()) bits[number >>> 5] = (bits[number >>> 5] as number) | (1 << (number & 31));
const isSet = (number: number): boolean => (((bits[number >>> 5] as number) >>> (number & 31)) & 1) === 1;
const rules = permixHolding(all, held);
const ability = caslHolding(held);
const role = betterAuthHolding(all, held);
const enforcer = await casbinHolding(held.map(({ surface, action }) => [surface, action]));
const enforces = ({ surface, action }: Named): boolean => enforcer.enforceSync('caller', surface, action);

interface Group {
  readonly title: string;
  readonly ways: readonly Way[];
  readonly goalsOf?: (title: string, timings: readonly Timing[]) => readonly Goal[];
}

/** The same question to everyone about some scopes. */
function singly(asked: readonly Named[]): readonly Way[] {
  const yes = asked.filter((scope) => held.includes(scope)).length;
  const numbers = asked.map((scope) => all.indexOf(scope));
  const texts = asked.map(({ name }) => name);
  const requests = asked.map((scope) => bySurface([scope]));
  return [
    asking('a bare bit test', bareBits, numbers, yes, isSet),
    asking('Set.has', plainSet, texts, yes, (name) => set.has(name)),
    asking('permix, check', permix, asked, yes, ({ surface, action }) => rules.check(surface, action)),
    asking('@casl/ability, can', casl, asked, yes, ({ surface, action }) => ability.can(action, surface)),
    asking('better-auth, authorize', betterAuth, requests, yes, (request) => role.authorize(request).success),
    asking('@unkey/rbac, evaluatePermissions', unkey, texts, yes, (name) => {
      return unkeyRbac.evaluatePermissions(name, names).val?.valid === true;
    }),
    asking('taskcluster-lib-scopes, satisfiesExpression', taskcluster, texts, yes, (name) =>
      satisfiesExpression(names, name),
    ),
    asking('casbin, enforceSync', casbin, asked, yes, enforces),
  ];
}

function groups(): readonly Group[] {
  const at = (number: number) => held[number % held.length] as Named;
  const not = (number: number) => all[held.length + (number % 34)] as Named;
  const one = names.map((name) => vocabulary.allOf(name));
  const table: { readonly [route: `GET /${string}`]: Scope } = Object.fromEntries(
    names.map((name, i) => [`GET /route${i}`, name]),
  );
  const api = defineRoutes(vocabulary, table);
  const lacking = all.slice(held.length);
  const refused = lacking.map(({ name }) => vocabulary.allOf(name));
  return [
    {
      title: 'has: each of 100 scopes, 66 of them held',
      goalsOf,
      ways: [
        asking('scopeproof, grant.has', ours, allNames, held.length, (name) => grant.has(name)),
        asking('scopeproof, vocabulary.has', ours, allNames, held.length, (name) =>
          vocabulary.has(grant, name),
        ),
        ...singly(all),
      ],
    },
    {
      title: 'A requirement of one scope, met',
      goalsOf,
      ways: [
        asking(
          'scopeproof, authorize',
          ours,
          one,
          one.length,
          (needs) => !!vocabulary.authorize(grant, needs),
        ),
        asking('scopeproof, check', ours, one, one.length, (needs) => vocabulary.check(grant, needs).ok),
        ...singly(held),
      ],
    },
    together(
      'A requirement of all of three scopes, met',
      held.map((_, i) => [at(i), at(i + 7), at(i + 31)]),
      'AND',
    ),
    together(
      'A requirement of any of three scopes, met by the last',
      held.map((_, i) => [not(i), not(i + 3), at(i)]),
      'OR',
    ),
    {
      title: 'A requirement of one scope, met, by its name and by the route',
      ways: [
        asking('scopeproof, vocabulary.authorize', ours, names, names.length, (name) => {
          return !!vocabulary.authorize(grant, name);
        }),
        asking('scopeproof, api.authorize', ours, api.routes.map(literal), names.length, (route) => {
          return !!api.authorize(grant, route);
        }),
        asking('Set.has', plainSet, names, names.length, (name) => set.has(name)),
      ],
    },
    {
      title: 'A requirement of one scope, not met',
      ways: [
        asking('scopeproof, check', ours, refused, 0, (needs) => vocabulary.check(grant, needs).ok),
        ...singly(lacking),
      ],
    },
    refusedBesideMet(),
  ];
}

const metOne = 'one scope, met';
const refusedOne = 'one scope, not met';
const metTwenty = 'any of 20 scopes, met by the last';
const refusedTwenty = 'any of 20 scopes, not met';

/** Checks of a large vocabulary, refused ones beside those that are met. */
function refusedBesideMet(): Group {
  const large = vocabularyOf(600);
  const [first = '', ...others] = scopesOf(600).map(({ name }) => literal(name));
  const caller = large.parse(first).grant;
  const ones = [first as Scope];
  const lacking = others.slice(0, 20) as Scope[];
  const anyOf = (scopes: readonly Scope[]) => [large.anyOf(...(scopes as [Scope, ...Scope[]]))];
  const isMet = (needs: Requirement<'api', Scope>) => large.check(caller, needs).ok;
  return {
    title: 'Refused checks beside met ones, of 600 scopes',
    goalsOf: refusalGoalsOf,
    ways: [
      asking(metOne, ours, ones, 1, isMet),
      asking(refusedOne, ours, lacking, 0, isMet),
      asking(`${refusedOne}, and its error`, ours, lacking, 0, (needs) => !large.check(caller, needs).error),
      asking(metTwenty, ours, anyOf([...lacking.slice(1), ...ones]), 1, isMet),
      asking(refusedTwenty, ours, anyOf(lacking), 0, isMet),
      asking(
        `${refusedTwenty}, and its error`,
        ours,
        anyOf(lacking),
        0,
        (needs) => !large.check(caller, needs).error,
      ),
    ],
  };
}

/** All of three scopes or any of them, in one question where a package has one. */
function together(title: string, asked: readonly Three<Named>[], connector: 'AND' | 'OR'): Group {
  const isAnd = connector === 'AND';
  const question = isAnd ? 'allOfThree' : 'anyOfThree';
  const count = asked.length;
  const texts = asked.map(([one, two, three]): Three<Scope> => [one.name, two.name, three.name]);
  const numbers = asked.map(([one, two, three]): Three<number> => {
    return [all.indexOf(one), all.indexOf(two), all.indexOf(three)];
  });
  const needs = texts.map((scopes) => (isAnd ? vocabulary.allOf(...scopes) : vocabulary.anyOf(...scopes)));
  const queries = texts.map((scopes) => (isAnd ? and(...scopes) : or(...scopes)));
  const expressions = texts.map((scopes) => (isAnd ? { AllOf: scopes } : { AnyOf: scopes }));
  const requests = asked.map(bySurface);
  return {
    title,
    goalsOf,
    ways: [
      asking('scopeproof, authorize', ours, needs, count, (need) => !!vocabulary.authorize(grant, need)),
      asking('scopeproof, check', ours, needs, count, (need) => vocabulary.check(grant, need).ok),
      askingThrice('bare bit tests', bareBits, numbers, count, question, isSet),
      askingThrice('Set.has', plainSet, texts, count, question, (name) => set.has(name)),
      askingThrice('permix, check', permix, asked, count, question, ({ surface, action }) =>
        rules.check(surface, action),
      ),
      askingThrice('@casl/ability, can', casl, asked, count, question, ({ surface, action }) =>
        ability.can(action, surface),
      ),
      asking('better-auth, authorize', betterAuth, requests, count, (request) => {
        return role.authorize(request, connector).success;
      }),
      asking('@unkey/rbac, evaluatePermissions', unkey, queries, count, (query) => {
        return unkeyRbac.evaluatePermissions(query, names).val?.valid === true;
      }),
      asking('taskcluster-lib-scopes, satisfiesExpression', taskcluster, expressions, count, (expression) =>
        satisfiesExpression(names, expression),
      ),
      askingThrice('casbin, enforceSync', casbin, asked, count, question, enforces),
    ],
  };
}

export async function measureChecks(effort: Effort): Promise<Section> {
  const measured: { group: Group; timings: readonly Timing[] }[] = [];
  for (const group of groups()) measured.push({ group, timings: await compare(group.ways, effort) });
  return {
    title: 'Run time: checks',
    about: [
      'The vocabulary has 100 scopes, of which the caller holds 66. A time is that of one check, a ratio is to the row ' +
        'with 1.00 ×. Requirements are made before the clock starts, and so are the queries, expressions and requests ' +
        'of the other packages. A package that cannot check several scopes at once checks one after the other. The ' +
        'bare bit test is the limit: it is given the number of each scope.',
      'A refused check makes its error, which names the missing scopes, when somebody reads it.',
    ],
    tables: measured.map(({ group, timings }) => timingsTable(group.title, timings)),
    goals: measured.flatMap(({ group, timings }) => group.goalsOf?.(group.title, timings) ?? []),
    panels: measured
      .slice(0, 1)
      .map(({ timings }) => timingsPanel('One check, 66 of 100 scopes held', timings)),
  };
}

const mostOfMet = 3;

function refusalGoalsOf(_title: string, timings: readonly Timing[]): readonly Goal[] {
  const timeOf = (name: string) => timings.find((timing) => timing.name === name)?.nanoseconds ?? Number.NaN;
  const goal = (met: string, refused: string): Goal => ({
    name: `Check of ${refused}`,
    aim: `≤ ${mostOfMet} × one that is met`,
    measured: times(timeOf(refused) / timeOf(met)),
    holds: timeOf(refused) <= mostOfMet * timeOf(met),
  });
  return [goal(metOne, refusedOne), goal(metTwenty, refusedTwenty)];
}

const mostOfBits = 1.5;

function goalsOf(title: string, timings: readonly Timing[]): readonly Goal[] {
  const limit = timings.find(({ peer }) => peer === bareBits)?.nanoseconds ?? Number.NaN;
  const others = timings.filter(({ peer }) => peer !== ours && peer !== bareBits);
  const fastest = others.reduce((best, other) => (other.nanoseconds < best.nanoseconds ? other : best));
  return timings
    .filter(({ peer }) => peer === ours)
    .flatMap(({ name, nanoseconds }) => [
      {
        name: `${title}: ${name}`,
        aim: `≤ ${mostOfBits} × the bare bit test`,
        measured: times(nanoseconds / limit),
        holds: nanoseconds <= mostOfBits * limit,
      },
      {
        name: `${title}: ${name}`,
        aim: 'faster than Set.has and every peer',
        measured: `${times(nanoseconds / fastest.nanoseconds)} ${fastest.name}`,
        holds: nanoseconds < fastest.nanoseconds,
      },
    ]);
}

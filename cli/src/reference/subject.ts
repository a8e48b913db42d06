import {
  type ManifestRequirement,
  type ManifestVocabulary,
  type RestoredApi,
  toManifest,
} from '../../../src/manifest/index.js';
import { type RouteTableInternals, routeTableInternals } from '../../../src/routes/route-table.js';
import type { Task } from './tasks.js';

/** Texts for people about a surface, a scope or a bundle. */
interface Texts {
  readonly title?: string;
  readonly description?: string;
  readonly restricted?: boolean;
}

/** What a reference is about, as its sections need it. */
export interface Subject {
  readonly api: RestoredApi['api'];
  readonly vocabulary: ManifestVocabulary;
  /** The same vocabulary, for questions. */
  readonly scopes: RouteTableInternals['vocabulary'];
  readonly table: RouteTableInternals;
  /** route → what it needs */
  readonly requirements: Readonly<Record<string, ManifestRequirement>>;
  /** The routes that need scopes. */
  readonly scopedRoutes: readonly string[];
  readonly tasks: readonly Task[];
  readonly textsOf: (kind: 'surfaces' | 'scopes' | 'bundles', name: string) => Texts;
  readonly isRestricted: (scope: string) => boolean;
}

/** Reads an API for a reference. */
export function subjectOf(api: RestoredApi['api'], tasks: readonly Task[]): Subject {
  const { vocabulary, routes } = toManifest(api);
  const table = routeTableInternals(api);
  const textsOf: Subject['textsOf'] = (kind, name) => {
    const texts: Readonly<Record<string, Texts | undefined>> = vocabulary.docs[kind] ?? {};
    return (Object.hasOwn(texts, name) && texts[name]) || {};
  };
  return {
    api,
    vocabulary,
    scopes: table.vocabulary,
    table,
    requirements: routes,
    scopedRoutes: table.routes.filter((route) => typeof routes[route] !== 'string'),
    tasks,
    textsOf,
    isRestricted: (scope) => textsOf('scopes', scope).restricted === true,
  };
}

/** Gives the texts about something as sentences. */
export const textOf = ({ title = '', description = '' }: Texts): string => {
  if (title === '' || description === '') return title || description;
  return /[.!?]$/.test(title) ? `${title} ${description}` : `${title}. ${description}`;
};

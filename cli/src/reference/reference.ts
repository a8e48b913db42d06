import type { Root } from 'mdast';
import type { RestoredApi } from '../../../src/manifest/index.js';
import { bundleSection } from './bundles.js';
import { hierarchySection } from './hierarchy.js';
import { heading } from './nodes.js';
import { refusalSection } from './refusals.js';
import { deprecatedSection, keyOnlySection, restrictedSection } from './remarks.js';
import { subjectOf } from './subject.js';
import { surfaceSection } from './surfaces.js';
import { taskSection } from './task-table.js';
import type { Task } from './tasks.js';

/** The parts of a reference that can be left out. */
export const omissions = ['keys', 'graph', 'refusals'] as const;
export type Omission = (typeof omissions)[number];

export interface ReferenceOptions {
  /** Tasks beside the declared keys, each of which is a task as well. */
  readonly tasks?: readonly Task[];
  /** The realm of the challenges; by default, the name of the vocabulary. */
  readonly realm?: string;
  /** What to leave out: declared keys, the graph of implications, or refusals. */
  readonly without?: ReadonlySet<Omission>;
}

/**
 * Writes the reference of an API's scopes: how they imply each other, what tasks need, what bundles hold, which routes
 * need which scope, and what a refused request gets. The same API gives the same document.
 *
 * @param keys the declared keys.
 * @throws TypeError for a realm that no header can carry.
 */
export function referenceOf(
  api: RestoredApi['api'],
  keys: RestoredApi['keys'],
  options: ReferenceOptions = {},
): Root {
  const { tasks = [], without = new Set() } = options;
  const declared = without.has('keys') ? [] : keys.filter(({ routes }) => routes.length > 0);
  const subject = subjectOf(api, [...tasks, ...declared]);
  // A header carries visible ASCII only.
  const { realm = subject.vocabulary.name.replace(/[^\x20-\x7e]/g, '') } = options;
  return {
    type: 'root',
    children: [
      ...hierarchySection(subject, !without.has('graph')),
      ...taskSection(subject),
      ...bundleSection(subject),
      ...surfaceSection(subject),
      ...keyOnlySection(subject),
      ...restrictedSection(subject),
      ...deprecatedSection(subject),
      ...(without.has('refusals') ? [] : refusalSection(subject, realm)),
    ],
  };
}

/** Gives the title of a page that has nothing but the reference. */
export const titleOf = ({ api }: Pick<RestoredApi, 'api'>): Root => ({
  type: 'root',
  children: [heading(1, `Scopes of ${api.vocabulary.name}`)],
});

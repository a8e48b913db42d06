import type { PhrasingContent } from 'mdast';
import { type LeastScopes, leastScopes } from '../../../src/index.js';
import type { RestoredVocabulary } from '../../../src/manifest/index.js';
import { counted } from '../words.js';
import { code, codes, heading, line, paragraph, type Section, table } from './nodes.js';
import { byPath } from './routes.js';
import type { Subject } from './subject.js';

/** Lists the narrowest scopes of each task. */
export function taskSection({ api, tasks }: Subject): Section {
  if (tasks.length === 0) return [];
  return [
    heading(2, 'Scopes for common tasks'),
    paragraph(line`These are the narrowest scopes that are enough for what each task calls.`),
    table(
      ['Task', 'Scopes', 'Calls', 'Or the bundle'],
      tasks.map(({ name, routes }) => {
        const least = leastScopes(api, routes);
        return [line`${name}`, scopesOf(least), codes(byPath(routes)), bundleOf(least)];
      }),
    ),
  ];
}

const scopesOf = ({ scopes, exact }: LeastScopes<RestoredVocabulary>): PhrasingContent[] => {
  if (scopes.length === 0) return line`none`;
  return exact ? codes(scopes) : line`${codes(scopes)} (fewer may be enough)`;
};

const bundleOf = ({ bundle }: LeastScopes<RestoredVocabulary>): PhrasingContent[] => {
  if (bundle === undefined) return [];
  const { name, excess } = bundle;
  return excess.length === 0
    ? line`${code(name)}`
    : line`${code(name)}, with ${counted(excess.length, 'more scope')}`;
};

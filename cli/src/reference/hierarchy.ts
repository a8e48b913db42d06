import { counted } from '../words.js';
import { graphOf, implicationsOf } from './implications.js';
import { block, bullets, code, codes, heading, line, linkTo, paragraph, type Section } from './nodes.js';
import type { Subject } from './subject.js';

/** Says what scopes are, how they are spelled, and which of them imply others. */
export function hierarchySection(subject: Subject, withGraph: boolean): Section {
  const { scopes, vocabulary, table } = subject;
  const [[surface, [action = ''] = []] = [undefined]] = scopes.surfaces;
  const example = surface === undefined ? undefined : scopes.spell(surface, action);
  const implications = implicationsOf(table);
  const { rules, others } = implications;
  const byScope = new Map<string, string[]>();
  for (const { from, to } of others) byScope.set(from, [...(byScope.get(from) ?? []), to]);
  const graph = withGraph ? graphOf(implications, (each) => scopes.spell('*', each)) : undefined;
  const implied = [
    ...rules.map(({ from, to }) => line`On each surface that has both, ${code(from)} implies ${code(to)}`),
    ...Array.from(byScope, ([from, to]) => line`${code(from)} implies ${codes(to, 'and')}`),
  ];
  return [
    heading(2, 'How scopes work'),
    paragraph(
      line`${vocabulary.name} has ${counted(scopes.names.length, 'scope')}.`,
      line`A key holds some of them, and each route needs some.`,
      line`A key that lacks one is refused, and told what it lacks.`,
      example === undefined
        ? []
        : line`A scope is spelled ${code(vocabulary.format)}, for example ${code(example)}.`,
    ),
    ...(implied.length === 0
      ? [paragraph(line`No scope implies another: a key holds what it lists.`)]
      : [
          paragraph(line`A scope may imply others. A key that lists it holds them as well:`),
          bullets(implied),
        ]),
    ...(graph === undefined
      ? []
      : [
          ...(rules.length === 0
            ? []
            : [
                paragraph(
                  line`In the graph, ${code('*')} stands for each of the surfaces under ${linkTo('Scopes')}.`,
                ),
              ]),
          block('mermaid', graph),
        ]),
  ];
}

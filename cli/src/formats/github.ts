import { printable } from '../words.js';
import type { Format, Level } from './format.js';

const commands = { error: 'warning', note: 'notice' } satisfies Record<Level, string>;

/** For GitHub Actions: a workflow command a finding, which becomes an annotation. */
export const githubFormat = (): Format => ({
  start: () => '',
  finding: ({ kind, level, message, route, position }, run) => {
    const { file, line } = position ?? run.placeOf(route);
    const properties = [
      `file=${escapeProperty(file)}`,
      `line=${line}`,
      ...(position?.column === undefined ? [] : [`col=${position.column}`]),
      `title=${escapeProperty(`scopeproof ${run.command}: ${kind}`)}`,
    ];
    return `::${commands[level]} ${properties.join(',')}::${escapeData(message)}\n`;
  },
  end: ({ sentences }) => `${sentences.map((sentence) => escapeData(printable(sentence))).join('\n')}\n`,
  // The log of a step shows ten of each command, and is read by people.
  most: 50,
});

/** Escapes as `@actions/core` does. What is printable never begins a command of its own. */
const escapeData = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

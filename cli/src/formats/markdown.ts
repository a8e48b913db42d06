import { printable } from '../words.js';
import { type Format, placedMessage } from './format.js';

/** For a comment on a pull request: a table in the Markdown of GitHub. */
export const markdownFormat = (): Format => {
  let first = true;
  return {
    start: ({ command }) => `### scopeproof ${escapeMarkdown(command)}\n\n`,
    finding: (finding) => {
      const header = first ? '| | |\n| --- | --- |\n' : '';
      first = false;
      return `${header}| ${finding.kind} | ${escapeMarkdown(placedMessage(finding))} |\n`;
    },
    end: ({ sentences }) => `${first ? '' : '\n'}${sentences.map(escapeMarkdown).join('  \n')}\n`,
    // A comment on GitHub has at most 65,536 characters.
    most: 200,
  };
};

/** Escapes a text so that it is text in a cell: no markup, no link, no mention, no HTML. */
const escapeMarkdown = (text: string): string =>
  printable(text)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // Else a name would mention somebody, and an address would be a link.
    .replaceAll('@', '@<!-- -->')
    .replace(/:\/\//g, ':<!-- -->//')
    .replace(/\bwww\./gi, 'www<!-- -->.');

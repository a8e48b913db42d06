import type { Root } from 'mdast';
import { gfmToMarkdown } from 'mdast-util-gfm';
import { toMarkdown } from 'mdast-util-to-markdown';

/** Writes a document in the Markdown of GitHub. Each text is escaped, so that it is read as text. */
export const markdownOf = (root: Root): string =>
  toMarkdown(root, {
    bullet: '-',
    fences: true,
    // One route more would else change each line of its table.
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    unsafe: [
      // GitHub reads what is between two of them as a formula.
      { character: '$', inConstruct: 'phrasing' },
    ],
  });

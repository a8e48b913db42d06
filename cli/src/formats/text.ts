import { createColors } from 'picocolors';
import { printable } from '../words.js';
import { type Format, placedMessage } from './format.js';

/** For people: one line a finding, then what it comes to. */
export const textFormat = (inColour: boolean): Format => {
  const colors = createColors(inColour);
  return {
    start: () => '',
    finding: (finding, { kinds }) => {
      const { kind, level } = finding;
      const width = Math.max(...kinds.map(({ length }) => length));
      const colour = level === 'error' ? colors.red : colors.dim;
      return `${colour(kind.padEnd(width))}  ${printable(placedMessage(finding))}\n`;
    },
    end: ({ sentences }) => `${sentences.map(printable).join('\n')}\n`,
  };
};

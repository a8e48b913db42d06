import { createColors } from 'picocolors';
import { printable } from '../words.js';
import type { Format } from './format.js';

/** For people: one line a finding, then what it comes to. */
export const textFormat = (inColour: boolean): Format => {
  const colors = createColors(inColour);
  return {
    start: () => '',
    finding: ({ kind, level, message, place }, { kinds }) => {
      const width = Math.max(...kinds.map(({ length }) => length));
      const colour = level === 'error' ? colors.red : colors.dim;
      const at = place === undefined ? '' : ` (${place.file}:${place.line})`;
      return `${colour(kind.padEnd(width))}  ${printable(message + at)}\n`;
    },
    end: ({ sentences }) => `${sentences.map(printable).join('\n')}\n`,
  };
};

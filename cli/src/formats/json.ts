import type { Format } from './format.js';

/** For programs: one JSON object with a finding on each line of `findings`. */
export const jsonFormat = (): Format => {
  let first = true;
  return {
    start: ({ command, version }) =>
      `{\n"command": ${JSON.stringify(command)},\n"version": ${JSON.stringify(version)},\n"findings": [`,
    finding: (finding) => {
      const separator = first ? '\n' : ',\n';
      first = false;
      return separator + JSON.stringify(finding);
    },
    end: ({ counts }) => `${first ? '' : '\n'}],\n"summary": ${JSON.stringify(counts)}\n}\n`,
  };
};

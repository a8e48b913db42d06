/** What it costs to be told of a mistake. */
import type { Effort } from '../effort.js';
import { grouped, seconds, times } from '../format.js';
import { type Goal, type Section, words } from '../report.js';
import { costsOf, newest } from './cost.js';
import { checked, mistakes } from './programs.js';
import type { Project } from './project.js';
import { large } from './whole.js';

const most = 2;

export async function measureMistakes(project: Project, { compilations }: Effort): Promise<Section> {
  const programs = [checked(large), ...mistakes.map((mistake) => checked(large, mistake))];
  const asked = { compiler: newest, compilations, mistaken: true };
  const [right, ...wrong] = await costsOf(project, asked, programs);
  if (right === undefined) throw new Error('nothing was compiled');
  const compared = mistakes.map((mistake, i) => {
    const { instantiations, checkSeconds } = wrong[i] ?? right;
    return {
      mistake,
      instantiations,
      checkSeconds,
      counted: instantiations / right.instantiations,
      timed: checkSeconds / right.checkSeconds,
    };
  });
  return {
    title: 'Types: programs with a mistake',
    about: [
      `${large.name}, TypeScript ${newest}. Each program has one mistake; that of the first row has none.`,
    ],
    tables: [
      {
        columns: [words('mistake in'), 'instantiations', 'ratio', 'check time', 'ratio'],
        rows: [
          ['nothing', grouped(right.instantiations), times(1), seconds(right.checkSeconds), times(1)],
          ...compared.map(({ mistake, instantiations, counted, checkSeconds, timed }) => [
            mistake,
            grouped(instantiations),
            times(counted),
            seconds(checkSeconds),
            times(timed),
          ]),
        ],
      },
    ],
    goals: compared.map(
      ({ mistake, counted, timed }): Goal => ({
        name: `A mistake in ${mistake}`,
        aim: `≤ ${most} × the instantiations and the check time`,
        measured: `${times(counted)}, ${times(timed)}`,
        holds: Math.max(counted, timed) <= most,
      }),
    ),
  };
}

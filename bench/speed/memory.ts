/** What a caller takes in memory for as long as the program remembers it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { grouped } from '../format.js';
import { lacks, ours, peers, plainSet } from '../peers.js';
import { type Section, words } from '../report.js';
import type { Held } from './held-bytes.js';

const child = fileURLToPath(new URL('./held-bytes.ts', import.meta.url));

export function measureMemory(): Section {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', child], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the memory of grants could not be measured: ${stderr}`);
  const held: readonly Held[] = JSON.parse(stdout);
  return {
    title: 'Run time: memory',
    about: [
      'Each caller holds 66 of 100 scopes and is read anew. The figure is what the heap grows by for each of many callers, ' +
        'after garbage collection, in a process of its own.',
    ],
    tables: [
      {
        columns: [words('holder'), 'bytes for each', words('lacks')],
        rows: held.map(({ name, peer, bytes }) => {
          const found = [ours, plainSet, ...peers].find((other) => other.name === peer);
          return [name, grouped(bytes), found ? lacks(found) : ''];
        }),
      },
    ],
  };
}

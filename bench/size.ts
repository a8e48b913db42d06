/** What a user ships, minified and gzipped. */
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { root } from '../tests/support/compile.js';
import { budgetOf, type Count, change } from './budgets.js';
import { grouped } from './format.js';
import { betterAuth, casbin, casl, lacks, ours, type Peer, permix, taskcluster, unkey } from './peers.js';
import { type Section, words } from './report.js';

interface Import {
  readonly name: string;
  readonly peer: Peer;
  /** The source of a module that exports what is imported. */
  readonly source: string;
  readonly from: string;
  readonly platform: NonNullable<BuildOptions['platform']>;
}

// Neither Node nor a browser: an import of a Node built-in fails here.
const own = (name: string, names: string, entry = 'index'): Import => ({
  name,
  peer: ours,
  source: `export ${names} from './dist/${entry}.js';`,
  from: root,
  platform: 'neutral',
});

// Node's built-in modules, where a package needs them, are not shipped and so not counted.
const their = (peer: Peer, names: string, entry = peer.name): Import => ({
  name: `${entry}: ${names}`,
  peer,
  source: `export ${names} from '${entry}';`,
  from: `${root}/bench`,
  platform: 'node',
});

const ownImports: readonly Import[] = [
  own('declare, parse, authorize', '{ defineScopes }'),
  own('the same with routes', '{ defineScopes, defineRoutes }'),
  own('everything', '*'),
  own('call an API from a browser', '{ createCaller, MissingScopesError }', 'client'),
];

const peerImports: readonly Import[] = [
  their(permix, '{ createPermix }'),
  their(casl, '{ createMongoAbility }'),
  their(betterAuth, '{ createAccessControl }', 'better-auth/plugins/access'),
  their(unkey, '{ RBAC, buildQuery }'),
  their(taskcluster, '*'),
  their(casbin, '{ newEnforcer }'),
];

/** Of this library alone, which needs none of the peers installed. */
export const measureOwnSize = (): Promise<Section> => measure(ownImports);

export const measureSize = (): Promise<Section> => measure([...ownImports, ...peerImports]);

async function measure(imports: readonly Import[]): Promise<Section> {
  const sizes = [];
  for (const each of imports) sizes.push({ each, ...(await sizeOf(each)) });
  const counts = sizes.flatMap(({ each, gzipped }) => (each.peer === ours ? [countOf(each, gzipped)] : []));
  return {
    title: 'Size',
    about: [
      'Bytes of what each set of imports ships, with its dependencies: bundled and minified by esbuild, gzipped at level 9.',
    ],
    tables: [
      {
        columns: [words('imports'), 'minified', 'gzipped', 'since recorded', words('lacks')],
        rows: sizes.map(({ each, minified, gzipped }) => [
          each.name,
          grouped(minified),
          grouped(gzipped),
          each.peer === ours ? change(countOf(each, gzipped)) : '',
          lacks(each.peer),
        ]),
      },
    ],
    goals: counts.flatMap((count) => {
      const { goal } = budgetOf(count);
      if (goal === undefined) return [];
      const { figure, count: measured } = count;
      return [
        {
          name: `Size of ${figure}`,
          aim: `≤ ${grouped(goal)} bytes`,
          measured: grouped(measured),
          holds: measured <= goal,
        },
      ];
    }),
    counts,
    panels: [
      {
        title: 'Bytes shipped, minified and gzipped',
        scale: 'logarithmic',
        marks: sizes.map(({ each, gzipped }) => ({
          name: each.peer === ours ? `scopeproof, ${each.name}` : each.peer.name,
          value: gzipped,
          label: grouped(gzipped),
        })),
      },
    ],
  };
}

const countOf = ({ name }: Import, count: number): Count => ({ unit: 'bytes', figure: name, count });

async function sizeOf({ source, from, platform }: Import): Promise<{ minified: number; gzipped: number }> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: from },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform,
    write: false,
  });
  const [code] = outputFiles;
  if (!code) throw new Error('esbuild wrote nothing');
  return { minified: code.contents.length, gzipped: gzipSync(code.contents, { level: 9 }).length };
}

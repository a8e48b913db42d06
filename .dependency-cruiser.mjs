/**
 * The layers of src/, lowest first: each may import only from those above it in this list, types included.
 * An entry is a file or a folder. A new file fails the check until it has its place here.
 */
const layers = [
  'errors',
  'internal',
  'vocabulary/spelling',
  'vocabulary/closure',
  'vocabulary/definition',
  'vocabulary/definition-checks',
  'vocabulary/argument-checks',
  'requirement',
  'grant/grant',
  'grant/issue',
  'grant/parse',
  'keys/key',
  'vocabulary/internals',
  'vocabulary/create-vocabulary',
  'vocabulary/vocabulary',
  'routes/router',
  'routes/route-table',
  'routes/mount',
  'routes/merge-routes',
  'keys/key-checks',
  'keys/define-key',
  'keys/hitting-set',
  'keys/least-scopes',
  'keys/audit',
  'manifest',
  'fleet',
  'schema',
  'index',
  // What the adapters share, then the entry points over it: one file a framework.
  'http',
  'adapters',
  'client',
  'testing',
];
const outside = layers.slice(layers.indexOf('index') + 1);

const inLayer = (...names) => `^src/(${names.join('|')})(\\.ts$|/)`;
const test = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers.slice(0, -1).map((layer, place) => ({
      name: `${layer.replaceAll('/', '-')}-imports-only-lower-layers`,
      severity: 'error',
      from: { path: inLayer(layer), pathNot: test },
      to: { path: inLayer(...layers.slice(place + 1)) },
    })),
    {
      name: 'every-file-has-a-layer',
      severity: 'error',
      from: { path: '^src/', pathNot: [inLayer(...layers), test] },
      to: {},
    },
    {
      name: 'nothing-imports-a-file-without-a-layer',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [inLayer(...layers), test] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'the-core-has-no-run-time-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: [inLayer(...outside), test] },
      to: { pathNot: '^src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-adapter-imports-another',
      severity: 'error',
      from: { path: inLayer('adapters', 'client', 'testing'), pathNot: test },
      to: { path: inLayer('adapters', 'client', 'testing') },
    },
    {
      name: 'adapters-import-the-core-as-users-do',
      severity: 'error',
      from: { path: inLayer(...outside), pathNot: test },
      to: {
        path: '^src/',
        // The router too: a path has one grammar, wherever it is read.
        pathNot: [inLayer('http', 'routes/router'), '^src/index\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Reads imports before they are compiled away, so that `import type` counts.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};

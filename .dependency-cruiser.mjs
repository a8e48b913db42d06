/**
 * The rooms of src/, lowest first: each may import only what stands before it, types included.
 * A room is a file or a folder; a new one fails until it has its place here.
 */
const rooms = [
  'errors',
  'internal',
  'path',
  'scope',
  'implication',
  'definition',
  'requirement',
  'grant',
  'key',
  'vocabulary',
  'routes',
  'coverage',
  'least-privilege',
  'index',
  // Adapters to frameworks, each an entry point of its own.
  'http',
];

/** The adapters in src/http/, each an entry point over the files beside it. */
const adapters = ['fetch', 'hono', 'express', 'fastify', 'trpc', 'mcp', 'client'];

const adapter = `^src/http/(${adapters.join('|')})\\.ts$`;
const inRoom = (...names) => `^src/(${names.join('|')})(\\.ts$|/)`;
const test = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms.slice(0, -1).map((room, place) => ({
      name: `${room}-imports-only-lower-rooms`,
      severity: 'error',
      from: { path: inRoom(room), pathNot: test },
      to: { path: inRoom(...rooms.slice(place + 1)) },
    })),
    {
      name: 'every-file-has-a-room',
      severity: 'error',
      from: { path: '^src/', pathNot: [inRoom(...rooms), test] },
      to: {},
    },
    {
      name: 'nothing-imports-a-file-without-a-room',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [inRoom(...rooms), test] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-imports-that-lead-nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'the-core-needs-nothing-at-run-time',
      severity: 'error',
      from: { path: inRoom(...rooms.slice(0, rooms.indexOf('index') + 1)), pathNot: test },
      to: { pathNot: '^src/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-adapter-needs-another',
      severity: 'error',
      from: { path: '^src/http/', pathNot: test },
      to: { path: adapter },
    },
    {
      name: 'adapters-take-the-core-as-users-do',
      severity: 'error',
      from: { path: '^src/http/', pathNot: test },
      to: { path: '^src/', pathNot: ['^src/http/', '^src/index\\.ts$'], dependencyTypesNot: ['type-only'] },
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

/** The projects that people begin with: what each framework's own documentation tells them to type. */
export interface Starter {
  /** Of the page in `docs/`, whose first program is pasted. */
  readonly page: string;
  /** The heading of the section that counts in place of the page. */
  readonly section?: string;
  /** Tells starters of one page apart in the report. */
  readonly variant?: string;
  /** Where it is pasted, below the folder of the project. */
  readonly file: string;
  /** What makes the project, where it is more than a folder with a package.json. */
  readonly generate?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** What has to be changed in a file of a starter that does not compile as it is. */
  readonly amended?: { readonly file: string; readonly from: string; readonly to: string };
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Compiles it as the project's own configuration says. */
  readonly build: readonly string[];
  /** What is run then, and its arguments. */
  readonly output: string;
  readonly args?: readonly string[];
  /** A page whose program is a client of this server, in a file beside it. */
  readonly client?: { readonly page: string; readonly file: string; readonly output: string };
}

/** A folder, `npm init -y`, `npm pkg set type=module`, `npx tsc --init`. */
const plain = {
  generate: ['npx', 'tsc', '--init'],
  build: ['npx', 'tsc'],
} as const;

/**
 * `npm create hono@latest` fetches its templates from GitHub: this is the one called nodejs.
 * https://github.com/honojs/starter/tree/main/templates/nodejs
 */
const honoOnNode = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ESNext',
      module: 'NodeNext',
      strict: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      types: ['node'],
      jsx: 'react-jsx',
      jsxImportSource: 'hono/jsx',
      rootDir: './src',
      outDir: './dist',
    },
    exclude: ['node_modules'],
  }),
};

/** What `nest new` of a major version makes: with 11 a CommonJS project, with 12 one of ES modules. */
const nestNew = (major: 11 | 12): Starter => ({
  page: 'nest.md',
  variant: `NestJS ${major}`,
  file: 'src/main.ts',
  // It writes a package.json of its own, and stops where there is one.
  generate: [
    'bash',
    '-c',
    `rm package.json && npx --yes @nestjs/cli@${major} new starter --directory . --skip-git --skip-install --package-manager npm`,
  ],
  dependencies: [],
  devDependencies: [],
  build: ['npm', 'run', 'build'],
  output: 'dist/main.js',
});

/** The least that Next.js builds: https://nextjs.org/docs/app/getting-started/installation#manual-installation */
const nextApp = {
  'app/layout.tsx':
    'export default ({ children }: { children: React.ReactNode }) => <html><body>{children}</body></html>;',
  'app/page.tsx': "export default () => 'up';",
};

export const starters: readonly Starter[] = [
  {
    page: 'fetch.md',
    file: 'server.ts',
    dependencies: ['@hono/node-server@2'],
    devDependencies: ['typescript', '@types/node'],
    ...plain,
    output: 'server.js',
    client: { page: 'client.md', file: 'contacts.ts', output: 'contacts.js' },
  },
  {
    page: 'fetch.md',
    section: '## Next.js',
    file: 'app/api/contacts/[id]/route.ts',
    files: nextApp,
    dependencies: ['next@16', 'react@19', 'react-dom@19'],
    devDependencies: ['typescript@5', '@types/node', '@types/react@19'],
    build: ['npx', 'next', 'build'],
    output: 'node_modules/next/dist/bin/next',
    args: ['start', '--hostname', 'localhost', '--port', '3000'],
  },
  {
    page: 'hono.md',
    file: 'src/index.ts',
    files: honoOnNode,
    dependencies: ['hono@4', '@hono/node-server@2'],
    devDependencies: ['typescript', '@types/node@20'],
    build: ['npx', 'tsc'],
    output: 'dist/index.js',
  },
  {
    page: 'express.md',
    file: 'server.ts',
    dependencies: ['express@5'],
    devDependencies: ['typescript', '@types/express@5'],
    ...plain,
    output: 'server.js',
  },
  {
    page: 'fastify.md',
    file: 'src/server.ts',
    generate: ['npx', '--yes', 'fastify-cli@8', 'generate', '.', '--lang=ts', '--esm', '--integrate'],
    // TypeScript 6, which it installs, asks for this.
    amended: { file: 'tsconfig.json', from: '"outDir": "dist"', to: '"outDir": "dist", "rootDir": "src"' },
    dependencies: ['fastify@5'],
    devDependencies: [],
    build: ['npm', 'run', 'build:ts'],
    output: 'dist/server.js',
  },
  nestNew(11),
  nestNew(12),
  {
    page: 'trpc.md',
    file: 'server.ts',
    dependencies: ['@trpc/server@11'],
    devDependencies: ['typescript', '@types/node'],
    ...plain,
    output: 'server.js',
  },
  {
    page: 'mcp.md',
    file: 'server.ts',
    dependencies: ['@modelcontextprotocol/sdk@1', 'zod', 'express@5'],
    devDependencies: ['typescript', '@types/express@5'],
    ...plain,
    output: 'server.js',
  },
];

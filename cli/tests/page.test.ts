import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../tests/support/compile.js';
import { makeFolder } from './command.js';

/** The project that the pages show: the example API, of which one route needs more than on `main`. */
let folder: string;
beforeAll(() => {
  const example = (file: string) => readFileSync(join(root, 'examples/atender', file), 'utf8');
  folder = makeFolder('page', {
    'package.json': '{"type":"module"}',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        module: 'nodenext',
        lib: ['es2022', 'dom'],
        types: [],
        strict: true,
      },
      include: ['src'],
    }),
    ...Object.fromEntries(
      ['scopes', 'routes', 'keys', 'handlers', 'desk', 'body', 'problem'].map((name) => [
        `src/${name}.ts`,
        example(`${name}.ts`),
      ]),
    ),
    'src/api.ts': `export * from './keys.js';\nexport { api } from './routes.js';\n`,
    'access.ts': `import { defineKey } from 'scopeproof';
import { api } from './api.js';

export { api };
export const crmSync = defineKey(api, 'crm-sync', {
  scopes: ['contacts:read'],
  routes: ['GET /v1/contacts', 'GET /v1/contacts/:contact_id'],
});
`,
  });
  cpSync(join(root, 'cli/tests/page'), folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: folder,
    });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=main');
  const routes = example('routes.ts');
  const changed = routes.replace(
    "'GET /api/v1/contacts': 'contacts:read'",
    "'GET /api/v1/contacts': atender.allOf('contacts:read', 'tags:read')",
  );
  expect(changed).not.toBe(routes);
  writeFileSync(join(folder, 'src/routes.ts'), changed);
});

function run(command: string): string {
  const bin = join(inject('consumer'), 'node_modules/@scopeproof/cli/dist/main.js');
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const script = command
    .replaceAll('npx scopeproof', `"${process.execPath}" "${bin}"`)
    .replaceAll('npx tsx examples', `"${process.execPath}" --import "${tsx}" "${root}/examples"`);
  // The exit code is told at the end, as the pages do it.
  return execFileSync('sh', ['-c', `(${script}) 2>&1 || true`], { cwd: folder, encoding: 'utf8' });
}

describe.each(['docs/cli.md', 'docs/openapi.md', 'docs/reference.md', 'cli/README.md'])('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = Array.from(text.matchAll(/^```console\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
  const commands = blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split(/(?<!\\)\n/);
        return { command, output: output.join('\n').trim() };
      }),
  );

  test('has commands', () => {
    expect(commands.length).toBeGreaterThan(1);
  });

  test.each(commands)('$ $command', ({ command, output }) => {
    expect(run(command).trim()).toBe(output);
  });
});

/** What the command prints works as it is printed. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { freshDatabase } from './service.js';

test('npm run example prints three curl lines', async () => {
  const { url, drop } = await freshDatabase();
  const example = spawn(process.execPath, ['--import', 'tsx', 'examples/atender-api/main.ts'], {
    env: { ...process.env, PORT: '0', ...(url === undefined ? {} : { DATABASE_URL: url }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const printed: string[] = [];
    for await (const line of createInterface(example.stdout)) {
      if (line.startsWith('curl ')) printed.push(line);
      if (printed.length === 3) break;
    }
    const answers = printed.map((line): unknown =>
      JSON.parse(
        execFileSync('bash', ['-c', `${line} --silent --show-error --fail-with-body`], { encoding: 'utf8' }),
      ),
    );
    const contact = { id: 1, name: 'Ada', email: 'ada@example.com' };
    expect(answers).toEqual([
      contact,
      [contact],
      { id: expect.any(String), token: expect.stringMatching(/^atd_/), scopes: ['contacts:read'] },
    ]);
  } finally {
    const ended = once(example, 'exit');
    example.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    await drop();
  }
});

import type { Command } from 'commander';
import { createOutput } from '../output.js';
import { readSource } from '../sources/source.js';

/** `scopeproof manifest`: prints an API as JSON. */
export const addManifest = (program: Command, end: (exitCode: number) => void): void => {
  program
    .command('manifest')
    .description('Print an API with its declared keys as JSON')
    .argument('<source>')
    .action(async (text: string) => {
      const { manifest } = await readSource(text);
      const output = createOutput();
      await output.write(`${JSON.stringify(JSON.parse(manifest), undefined, 2)}\n`);
      await output.end();
      end(0);
    });
};

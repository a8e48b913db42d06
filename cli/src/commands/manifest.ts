import type { Command } from 'commander';
import { print } from '../output.js';
import { readSource } from '../sources/source.js';

/** `scopeproof manifest`: prints an API as JSON. */
export const addManifest = (program: Command, end: (exitCode: number) => void): void => {
  program
    .command('manifest')
    .description('Print an API with its declared keys as JSON')
    .argument('<source>')
    .action(async (text: string) => {
      const { manifest } = await readSource(text);
      await print(`${JSON.stringify(JSON.parse(manifest), undefined, 2)}\n`);
      end(0);
    });
};

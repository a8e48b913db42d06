import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The temporary folders that are there now. */
const folders = new Set<string>();

/** Makes a temporary folder, which no other user can read. It is there until {@link removeFolder}. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'scopeproof-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** Removes all that {@link makeFolder} has made. A signal that ends the process calls it. */
export function removeFolders(): void {
  for (const folder of [...folders]) removeFolder(folder);
}

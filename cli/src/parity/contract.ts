import { createDiff, type Finding } from '../../../src/fleet/index.js';
import { fromManifest, ManifestError, type RestoredApi } from '../../../src/manifest/index.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { fail } from '../failure.js';
import { type AgreementFinding, agreementFinding } from './findings.js';

/** Writes the contract of an API: its manifest, with lines. */
export const contractText = (manifest: string): string =>
  `${JSON.stringify(JSON.parse(manifest), undefined, 2)}\n`;

/**
 * Compares a contract with the API, and says in access what has changed since it was written.
 *
 * @param pinned the text of the file.
 * @throws Failure for a file that is no manifest.
 */
export function contractFindings(
  file: string,
  pinned: string,
  now: RestoredApi & { readonly manifest: string },
): readonly (Finding | AgreementFinding)[] {
  // A checkout of git may have other line ends.
  if (pinned.replaceAll('\r\n', '\n') === contractText(now.manifest)) return [];
  const before = readContract(file, pinned);
  const found = [...createDiff(before, now).findings, ...droppedScopes(before.api, now.api)];
  if (found.length > 0) return found;
  return [
    agreementFinding(
      {
        kind: 'stale',
        position: { file, line: 1, column: 1 },
        message: 'not what the API is now, though access is the same: --update writes it',
      },
      'contract',
    ),
  ];
}

function readContract(file: string, text: string): RestoredApi {
  try {
    return fromManifest(text);
  } catch (error) {
    if (error instanceof ManifestError) return fail(`${file}: ${error.message}`);
    throw error;
  }
}

/** Finds the scopes that are no names any more: a key that stores one loses it. */
function droppedScopes(before: RestoredApi['api'], now: RestoredApi['api']): readonly AgreementFinding[] {
  const known = new Set(routeTableInternals(now).vocabulary.names);
  const { renamed } = routeTableInternals(now).vocabulary;
  const earlier = routeTableInternals(before).vocabulary;
  return [...earlier.names, ...earlier.renamed.keys()]
    .filter((name) => !known.has(name) && !renamed.has(name))
    .map((name) =>
      agreementFinding(
        {
          kind: 'dropped',
          scopes: [name],
          message: `${name} is no scope any more, and has no new name: a key that stores it loses it`,
        },
        name,
      ),
    );
}

import { createHash } from 'node:crypto';
import { isAbsolute, relative, sep } from 'node:path';
import type { Result, ToolComponent } from 'sarif';
import { printable } from '../words.js';
import type { Format, LevelledFinding, Run } from './format.js';
import { kindTexts } from './kinds.js';

/** For code scanning: SARIF 2.1.0 of OASIS. */
export const sarifFormat = (): Format => {
  let first = true;
  return {
    start: (run) => {
      const driver: ToolComponent = {
        name: 'scopeproof',
        version: run.version,
        informationUri: 'https://github.com/scopeproof/scopeproof',
        rules: run.kinds.map((kind) => ({ id: kind, shortDescription: { text: kindTexts[kind] } })),
      };
      return (
        '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{' +
        `"tool":${JSON.stringify({ driver })},"columnKind":"utf16CodeUnits","results":[`
      );
    },
    finding: (finding, run) => {
      const separator = first ? '\n' : ',\n';
      first = false;
      return separator + JSON.stringify(resultOf(finding, run));
    },
    end: () => '\n]}]}\n',
    // GitHub's code scanning takes no more.
    most: 25_000,
  };
};

function resultOf({ kind, level, message, route, fingerprint, position }: LevelledFinding, run: Run): Result {
  const { file, line } = position ?? run.placeOf(route);
  const region = { startLine: line, ...(position?.column !== undefined && { startColumn: position.column }) };
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region };
  const logicalLocations = route === undefined ? [] : [{ fullyQualifiedName: route, kind: 'resource' }];
  return {
    ruleId: kind,
    ruleIndex: run.kinds.indexOf(kind),
    level,
    message: { text: escapeText(message) },
    locations: [{ physicalLocation, ...(logicalLocations.length > 0 && { logicalLocations }) }],
    partialFingerprints: { primaryLocationLineHash: hashOf(fingerprint), 'scopeproof/v1': fingerprint },
  };
}

/** Escapes a text so that it has neither placeholders nor links (SARIF 2.1.0 §3.11.5 and §3.11.6). */
const escapeText = (text: string): string =>
  printable(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');

/**
 * Gives the fingerprint that code scanning tells results by, and reads no other. It would hash the line, and take all
 * findings of a kind at a line, such as those about stored keys, for one.
 */
const hashOf = (fingerprint: string): string =>
  `${createHash('sha256').update(fingerprint).digest('hex').slice(0, 16)}:1`;

/** Gives the path of a file from the current folder, as a URI reference (RFC 3986). */
function uriOf(file: string): string {
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  const segments = path.split(sep).filter((segment) => segment !== '.');
  return segments.map(encodeURIComponent).join('/');
}

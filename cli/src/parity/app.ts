import type { AppParity } from '../sources/app-routes.js';
import { type AgreementFinding, agreementFinding } from './findings.js';

/** Says which routes an app and the table do not have in common. */
export const appFindings = ({ unlisted, unhandled }: AppParity): readonly AgreementFinding[] => [
  ...unlisted.map((route) =>
    agreementFinding(
      { kind: 'unlisted', route, message: `the app has ${route}, which the table does not list` },
      'app',
      route,
    ),
  ),
  ...unhandled.map((route) =>
    agreementFinding(
      { kind: 'unhandled', route, message: `the app has no handler for ${route}` },
      'app',
      route,
    ),
  ),
];

import type { PhrasingContent } from 'mdast';
import type { Refusal } from '../../../src/http/index.js';
import { block, code, codes, heading, line, paragraph, type Section, table } from './nodes.js';
import { refuseRequests, responseText } from './refusal.js';
import type { Subject } from './subject.js';

/** Shows what a refused request gets, by refusing some. */
export function refusalSection({ api, requirements }: Subject, realm: string): Section {
  const { lacking, withoutKey, wrongKey, otherRoute } = refuseRequests(api, requirements, realm);
  const rowOf = (who: PhrasingContent[], { status, headers, body }: Refusal) => {
    const challenge = headers['www-authenticate'];
    return [
      who,
      line`${String(status)}`,
      challenge === undefined ? [] : line`${code(challenge)}`,
      line`${body.detail}`,
    ];
  };
  return [
    heading(2, 'Refused requests'),
    paragraph(
      line`${code('WWW-Authenticate')} says why a key was refused (RFC 6750), and the body is a problem document (RFC 9457).`,
      lacking === undefined
        ? []
        : line`A key that lacks a scope gets 403: ${code('scope')} of the challenge has all that the route needs, ${code('missing')} of the body what the key lacks.`,
    ),
    ...(lacking === undefined
      ? []
      : [
          paragraph(
            line`${code(lacking.route)} with ${lacking.held.length === 0 ? 'a key without scopes' : line`a key that lists ${codes(lacking.held, 'and')}`}:`,
          ),
          block('http', responseText(lacking.refusal)),
        ]),
    table(
      ['Request', 'Status', 'Challenge', 'Detail'],
      [
        rowOf(line`without a key`, withoutKey),
        rowOf(line`with a key that is not valid`, wrongKey),
        rowOf(line`for a route that is not on this page`, otherRoute),
      ],
    ),
  ];
}

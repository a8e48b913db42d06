/** A page for people: every endpoint with its scope, and the narrowest scopes for those they pick. */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { leastScopes } from 'scopeproof';
import { atender } from '../atender/scopes.js';
import { api } from './api.js';
import type { Guard } from './guard.js';
import { badRequest } from './problem.js';

const style = readFileSync(new URL('page/page.css', import.meta.url), 'utf8');
const script = readFileSync(new URL('page/page.js', import.meta.url), 'utf8');

type Route = (typeof api.routes)[number];

/** What a route needs, in words. */
function wordsFor(route: Route): string {
  const need = api.needs(route);
  if (typeof need === 'string') return need;
  if (need.kind === 'open') return 'no key';
  if (need.kind === 'authenticated') return 'any key';
  return need.alternatives.map((scopes) => scopes.join(' and ')).join(' or ');
}

const forEverybody = 'For everybody';

/** The heading that a route is listed under: the surface of the first scope that it needs. */
function headingFor(route: Route): string {
  const surface = atender.surfaces.find((name) => wordsFor(route).startsWith(`${name}:`));
  return (surface && atender.docs.surfaces?.[surface]?.title) ?? forEverybody;
}

/** What needs no scope comes last: who picks scopes is not here for it. */
const headings = [
  ...new Set(api.routes.map(headingFor).filter((heading) => heading !== forEverybody)),
  forEverybody,
];

/** A path, to be broken before a slash where it does not fit into a line. */
const brokenAtSlashes = (path: string) => path.split(/(?=\/)/).map((part) => html`<wbr>${part}`);

const endpoint = (route: Route) => {
  const [method = '', path = ''] = route.split(' ');
  return html`
  <li>
    <label>
      <input type="checkbox" name="route" value="${route}">
      <span class="method ${method.toLowerCase()}">${method}</span>
      <code class="path">${brokenAtSlashes(path)}</code>
      <code class="need">${wordsFor(route)}</code>
    </label>
  </li>`;
};

const endpointsUnder = (heading: string, index: number) => html`
  <fieldset aria-labelledby="group-${index}">
    <legend>
      <label>
        <input type="checkbox" aria-label="Whole group: ${heading}">
        <span id="group-${index}">${heading}</span>
        <small></small>
      </label>
    </legend>
    <ul>${api.routes.filter((route) => headingFor(route) === heading).map(endpoint)}</ul>
  </fieldset>`;

const document = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Atender API: endpoints and scopes</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/page.css">
    <script src="/page.js" defer></script>
  </head>
  <body>
    <main>
      <header>
        <h1>Atender API</h1>
        <p>Pick the endpoints that an integration calls, and see the narrowest key that opens them.</p>
      </header>
      <div>
        <search>
          <label for="filter">Filter</label>
          <input id="filter" type="search" placeholder="path, method or scope" autocomplete="off" spellcheck="false">
          <p role="status" id="shown"></p>
        </search>
        <p id="nothing" hidden></p>
        <form id="endpoints" action="/least-scopes">${headings.map(endpointsUnder)}</form>
      </div>
      <section aria-labelledby="title">
        <h2 id="title" tabindex="-1">The narrowest key</h2>
        <p><span id="picked"></span> <b role="status" id="copied"></b></p>
        <div id="tools" hidden>
          <button type="button" id="copy" aria-label="Copy the scopes">Copy</button>
          <button type="button" id="clear" aria-label="Clear what is picked">Clear</button>
        </div>
        <input id="by-hand" readonly hidden aria-label="The scopes">
        <div role="status" id="answer"></div>
        <noscript><button form="endpoints">Show the narrowest scopes</button></noscript>
      </section>
    </main>
  </body>
</html>`;

// The server computes the answer: it is then of the very table that guards the routes, and the page needs no build.
export const page = (guard: Guard) =>
  new Hono()
    .use(
      '/',
      secureHeaders({
        contentSecurityPolicy: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          imgSrc: ['data:'],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      }),
    )
    .get(
      '/',
      guard.route('GET /', (_, c) => c.html(document)),
    )
    .get(
      '/page.css',
      guard.route('GET /page.css', (_, c) => c.body(style, 200, { 'content-type': 'text/css' })),
    )
    .get(
      '/page.js',
      guard.route('GET /page.js', (_, c) => c.body(script, 200, { 'content-type': 'text/javascript' })),
    )
    .get(
      '/least-scopes',
      guard.route('GET /least-scopes', (_, c) => {
        const asked = new Set(c.req.queries('route'));
        const routes = api.routes.filter((route) => asked.has(route));
        if (routes.length < asked.size) throw badRequest('There is no such route.');
        return c.json(leastScopes(api, routes));
      }),
    );

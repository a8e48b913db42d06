import 'reflect-metadata';
import { createServer } from 'node:http';
import {
  type CanActivate,
  Controller,
  HttpCode,
  Module,
  RequestMapping,
  RequestMethod,
  type Type,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Grant } from 'scopeproof';
import { bearerToken } from 'scopeproof/http';
import { guardControllers } from 'scopeproof/nest';
import { api, maxHeaderSize, type Route, type Running, scopesOf, seen, wording } from './api.js';
import { listen } from './listen.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const guardedControllers = (spell: (path: string) => string) => {
  const { ScopeGuard, RequireScope, ProvenGrant } = guardControllers(api.vocabulary, {
    authenticate: (request) => scopesOf(bearerToken(request)),
    ...wording,
  });
  const controllers = api.routes.flatMap((route: Route): Type[] => {
    const [method = '', path = ''] = route.split(' ');
    // What answers GET answers HEAD as well.
    if (method === 'HEAD') return [];
    @Controller()
    class Answering {
      @RequestMapping({ path: spell(path), method: RequestMethod[method as Method] })
      @HttpCode(200) // also where Nest answers POST with a 201
      @RequireScope(api.needs(route))
      answer(@ProvenGrant() grant: Grant<'atender', never>) {
        return seen(route, grant, {});
      }
    }
    return [Answering];
  });
  return moduleOf(ScopeGuard, controllers);
};

const moduleOf = (ScopeGuard: Type<CanActivate>, controllers: Type[]): Type => {
  @Module({ controllers, providers: [{ provide: APP_GUARD, useClass: ScopeGuard }] })
  class AppModule {}
  return AppModule;
};

export const startOnExpress = async (): Promise<Running> => {
  const spell = (path: string) => path.replace('/*', '{/*rest}').replace(/[()]|(?<=\w):/g, '\\$&');
  const app = await NestFactory.create(guardedControllers(spell), { logger: false });
  await app.init();
  return listen(createServer({ maxHeaderSize }, app.getHttpAdapter().getInstance()));
};

export const startOnFastify = async (): Promise<Running> => {
  const spell = (path: string) =>
    path.replace(/(:\w+)([.:])(?=\w+$)/, '$1(.+)$2').replace(/(?<=[\w)]):/g, '::');
  // By itself, Fastify takes no parameter of more than 100 characters; Nest takes the slash off the end of a path.
  const routerOptions = { maxParamLength: maxHeaderSize, ignoreTrailingSlash: true };
  const platform = new FastifyAdapter({ http: { maxHeaderSize }, routerOptions });
  const app = await NestFactory.create(guardedControllers(spell), platform, { logger: false });
  await app.init();
  await platform.getInstance().ready();
  return listen(app.getHttpServer());
};

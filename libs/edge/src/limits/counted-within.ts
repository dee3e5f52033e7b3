import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const key = 'strataCountedWithin';

/** Handlers that only make calls of their caller's: each of those is counted at the door, and the handler is not. */
export const CountedWithin = (): MethodDecorator => RouteConfig({ [key]: true });

export const isCountedWithin = ({ routeOptions: { config } }: FastifyRequest): boolean => key in config;

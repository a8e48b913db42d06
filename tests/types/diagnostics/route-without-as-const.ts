import { defineRoutes } from 'scopeproof';
import { atender } from '../../../type-tests/atender.js';

const needs = 'contacts:read' as string;
defineRoutes(atender, { 'GET /contacts': needs }); // ← wrong: as const

import { applyDecorators } from '@nestjs/common';
import { ApiResponse, type StandardSchemaObject } from '@nestjs/swagger';
import * as z from 'zod';

/** Names the schema of a route's answer in the API's description; `[X]` is a list of X. */
export function Answers(schema: z.ZodType | readonly [z.ZodType], status = 200): MethodDecorator {
  const answer = Array.isArray(schema) ? z.array(schema[0] as z.ZodType) : (schema as z.ZodType);
  return applyDecorators(ApiResponse({ status, standardSchema: answer as StandardSchemaObject }));
}

import { advance, newPosition } from './advance.js';
import type { Flow } from './flow.js';
import type { Clock, Effect, Input, Position, Step } from './position.js';

export interface Simulation {
  readonly position: Position;
  readonly effects: readonly Effect[];
  /** What each input led to, the start being the first. */
  readonly steps: readonly (Step & { readonly input: Input })[];
}

/** Walks a caller through a flow: the harness of a flow's own tests, and of the designer. */
export function simulate(
  flow: Flow,
  inputs: readonly Input[],
  clock: Clock,
  variables: Readonly<Record<string, string>> = {},
): Simulation {
  let position = newPosition(flow, variables);
  const steps = [{ type: 'start' } as const, ...inputs].map((input: Input) => {
    const step = advance(flow, position, input, clock);
    position = step.position;
    return { ...step, input };
  });
  return { position, effects: steps.flatMap((s) => s.effects), steps };
}

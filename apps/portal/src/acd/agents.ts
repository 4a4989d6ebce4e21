import { Agent, type Skill } from '@sibai/contracts';
import { call, json } from '@sibai/ui';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod';

import { groups } from './groups';

export const agents = queryOptions({
  queryKey: ['agents'],
  queryFn: ({ signal }) => call(z.array(Agent), '/agents', { signal }),
});

/** Replaces the skill groups of the agent of `id`. */
export function useSetSkills(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (skills: readonly Skill[]) => call(Agent, `/agents/${id}/skills`, json('PUT', { skills })),
    onSuccess: () => Promise.all([agents, groups].map(({ queryKey }) => client.invalidateQueries({ queryKey }))),
  });
}

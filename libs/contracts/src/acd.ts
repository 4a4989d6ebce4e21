import { WRAP_UP_MODES } from '@sibai/routing';
import * as z from 'zod';

import { GroupSettings } from './group-settings.js';
import { id } from './ids.js';
import { BusyReason, Presence } from './presence.js';

export const SaveGroup = z.strictObject({
  name: z.string().trim().min(1).max(40),
  ringSeconds: z.int().min(5).max(120).default(20),
  wrapUpSeconds: z.int().min(0).max(3600).default(30),
  wrapUpMode: z.enum(WRAP_UP_MODES).default('fixed'),
  serviceLevelSeconds: z.int().min(1).max(600).default(20),
  serviceLevelPercent: z.int().min(1).max(100).default(80),
  /** Whether a call's outcome must be chosen before the next call. */
  dispositionRequired: z.boolean().default(false),
  callbackOffered: z.boolean().default(false),
  settings: GroupSettings.prefault({}),
  /** Who hears the group's recordings; as before when left out. */
  supervisors: z.array(id<'User'>()).max(100).optional(),
  /** Whether who saves it answers for the words in its name that need evidence. */
  confirmed: z.boolean().optional(),
});
export type SaveGroup = z.infer<typeof SaveGroup>;

export const Group = SaveGroup.omit({ confirmed: true }).extend({
  id: id<'Group'>(),
  agents: z.int(),
  supervisors: z.array(id<'User'>()),
});
export type Group = z.infer<typeof Group>;

export const Skill = z.strictObject({
  groupId: id<'Group'>(),
  proficiency: z.int().min(1).max(10),
  /** An agent serves groups of higher priority first. */
  priority: z.int().min(0).max(9).default(0),
  /** The place where a group rings its agents in order; the lowest first. */
  ringOrder: z.int().min(0).max(999).default(0),
});
export type Skill = z.infer<typeof Skill>;

/** Replaces the whole set of an agent's skill groups. */
export const SetSkills = z.strictObject({ skills: z.array(Skill).max(50) });
export type SetSkills = z.infer<typeof SetSkills>;

export const Agent = z.object({
  id: id<'Agent'>(),
  name: z.string(),
  email: z.string().nullable(),
  skills: z.array(Skill),
  presence: Presence,
  reason: BusyReason.nullable(),
  since: z.iso.datetime(),
});
export type Agent = z.infer<typeof Agent>;

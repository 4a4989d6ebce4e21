import type { Access } from './routes.js';

/** Every route and who may use it (libs/contracts, PERMISSIONS). A test compares this with what Nest serves. */
export const ROUTES: Readonly<Record<string, Access>> = {
  'GET /api/health': 'public',
  'GET /api/ready': 'public',
  'GET /api/outbox': 'public',

  'POST /api/session': 'public',
  'GET /api/session': 'session.own',
  'DELETE /api/session': 'session.own',
  'GET /api/users': 'user.view',
  'POST /api/users': 'user.manage',
  'POST /api/users/:id/disable': 'user.manage',
  'POST /api/users/:id/enable': 'user.manage',
  'GET /api/tenants': 'tenant.view',

  'GET /api/onboarding': 'onboarding.view',
  'GET /api/tariffs': 'public',
  'GET /api/tariffs/versions': 'plan.operate',
  'POST /api/tariffs': 'plan.operate',
  'POST /api/tariffs/:id/withdraw': 'plan.operate',
  'GET /api/plan': 'plan.view',
  'PUT /api/plan': 'plan.manage',

  'GET /api/trunks': 'trunk.view',
  'POST /api/trunks': 'trunk.manage',
  'PUT /api/trunks/:id': 'trunk.manage',
  'DELETE /api/trunks/:id': 'trunk.manage',
  'GET /api/lines': 'line.view',
  'POST /api/lines': 'line.manage',
  'PUT /api/lines/:id': 'line.manage',
  'DELETE /api/lines/:id': 'line.manage',

  'GET /api/flows': 'flow.view',
  'GET /api/flows/:id': 'flow.view',
  'POST /api/flows': 'flow.manage',
  'POST /api/flows/:id/versions': 'flow.manage',
  'GET /api/prompts': 'flow.view',
  'POST /api/prompts': 'flow.manage',

  'GET /api/groups': 'group.view',
  'POST /api/groups': 'group.manage',
  'PUT /api/groups/:id': 'group.manage',
  'DELETE /api/groups/:id': 'group.manage',
  'GET /api/agents': 'user.view',
  'PUT /api/agents/:id/skills': 'group.manage',

  'GET /api/agent/desk': 'agent.work',
  'PUT /api/agent/presence': 'agent.work',
  'POST /api/agent/phone': 'agent.work',
  'PUT /api/agent/calls/:callId/notes': 'agent.work',
  'POST /api/calls/test/phone': 'call.test',
  'GET /api/recordings/:id/audio': 'recording.play',

  'GET /api/calls': 'call.view',
  'GET /api/calls.csv': 'call.view',
  'GET /api/calls/:id': 'call.view',
};

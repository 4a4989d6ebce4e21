import { Counter, Gauge } from 'prom-client';

import { registry } from '../platform/metrics.js';

const registers = [registry];

export const callsRefused = new Counter({
  name: 'sibai_trunk_refused_total',
  help: 'Calls not let in, by cause: unknown_number, over_limit, …',
  labelNames: ['cause'],
  registers,
});

export const sipRefused = new Counter({
  name: 'sibai_trunk_sip_rejected_total',
  help: 'SIP requests Asterisk refused, by event of its security log.',
  labelNames: ['event'],
  registers,
});

export const callEvents = new Counter({
  name: 'sibai_call_events_total',
  help: 'Events of calls, by type.',
  labelNames: ['type'],
  registers,
});

export const liveCalls = new Gauge({
  name: 'sibai_calls_live',
  help: 'Calls in progress, by stage.',
  labelNames: ['stage'],
  registers,
});

export const orphans = new Gauge({
  name: 'sibai_orphans',
  help: 'What the last inspection found that belongs to no call, by kind. Anything but 0 is a fault.',
  labelNames: ['kind'],
  registers,
});

export const untaken = new Gauge({
  name: 'sibai_tenants_untaken',
  help: 'Tenants of this process whose calls could not be taken up yet. Anything but 0 is a fault.',
  registers,
});
